package labelcard

import (
	"slices"

	"golang.org/x/tools/go/ssa"
)

// namesOf are the label names of the vector whose method is called, as far as
// its definition is seen.
func (c *checker) namesOf(common *ssa.CallCommon) []string {
	of := target(common)
	if of == nil {
		return nil
	}
	m := c.vector(of)
	if m == nil {
		return c.agreed(of)
	}
	if m.labels == nil {
		return c.left(of, m.first)
	}
	return c.left(of, m.labels)
}

// agreed are the label names of a field or variable that is given a vector in
// several places, where all of them have the same.
func (c *checker) agreed(of ssa.Value) []string {
	load, ok := c.bound.Single(of).(*ssa.UnOp)
	if !ok {
		return nil
	}
	var out []string
	for i, made := range c.bound.Stored(load) {
		m := c.vector(made)
		if m == nil || i > 0 && !slices.Equal(m.labels, out) {
			return nil
		}
		out = m.labels
	}
	return out
}

// firstNames are the elements that a list of constants is sure to begin with.
func (c *checker) firstNames(v ssa.Value) []string {
	names, _ := c.beginning(v, make(map[ssa.Value]bool))
	return names
}

// beginning is firstNames. It reports false for a list that is being looked at,
// which in a loop begins as all the others do.
func (c *checker) beginning(v ssa.Value, active map[ssa.Value]bool) ([]string, bool) {
	v = c.bound.Single(v)
	if active[v] {
		return nil, false
	}
	if len(active) > maxSteps {
		return nil, true
	}
	active[v] = true
	defer delete(active, v)
	if all, ok := c.constantList(v, 0); ok {
		return all, true
	}
	switch v := v.(type) {
	case *ssa.Call:
		if b, ok := v.Call.Value.(*ssa.Builtin); ok && b.Name() == "append" {
			return c.beginning(v.Call.Args[0], active)
		}
		return c.common(returned(v, 0), active)
	case *ssa.Extract:
		if call, ok := v.Tuple.(*ssa.Call); ok {
			return c.common(returned(call, v.Index), active)
		}
	case *ssa.Phi:
		return c.common(v.Edges, active)
	}
	return nil, true
}

// returned are the values that a function of the package returns as one result.
func returned(call *ssa.Call, result int) []ssa.Value {
	var out []ssa.Value
	if fn := call.Common().StaticCallee(); fn != nil {
		for _, b := range fn.Blocks {
			if ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return); ok && result < len(ret.Results) {
				out = append(out, ret.Results[result])
			}
		}
	}
	return out
}

// common is what all of the lists begin with.
func (c *checker) common(lists []ssa.Value, active map[ssa.Value]bool) ([]string, bool) {
	var out []string
	some := false
	for _, v := range lists {
		next, ok := c.beginning(v, active)
		if !ok {
			continue
		}
		if !some {
			out, some = next, true
			continue
		}
		n := 0
		for n < min(len(out), len(next)) && out[n] == next[n] {
			n++
		}
		out = out[:n]
	}
	return out, some || len(lists) == 0
}

// target is what a call gives labels to: its receiver, or the description that
// a constant metric is made of.
func target(common *ssa.CallCommon) ssa.Value {
	if of := receiver(common); of != nil || len(common.Args) == 0 {
		return of
	}
	return common.Args[0]
}

// constants are the elements of a list of constants, nil when some are not known.
func (c *checker) constants(v ssa.Value) []string {
	out, ok := c.constantList(v, 0)
	if !ok {
		return nil
	}
	return append([]string{}, out...)
}

func (c *checker) constantList(v ssa.Value, depth int) ([]string, bool) {
	v = c.bound.Single(v)
	if depth > maxSteps {
		return nil, false
	}
	if call, ok := v.(*ssa.Call); ok {
		b, ok := call.Call.Value.(*ssa.Builtin)
		if !ok || b.Name() != "append" || len(call.Call.Args) != 2 {
			return nil, false
		}
		head, okHead := c.constantList(call.Call.Args[0], depth+1)
		tail, okTail := c.constantList(call.Call.Args[1], depth+1)
		return append(head, tail...), okHead && okTail
	}
	if !isLiteral(v) {
		return nil, isNil(v)
	}
	var out []string
	for i, el := range c.bound.Elements(v) {
		name, ok := c.bound.Text(el.Value)
		if !ok || el.Index != i {
			return nil, false
		}
		out = append(out, name)
	}
	return out, true
}

// isLiteral reports a slice of all of an array made in place.
func isLiteral(v ssa.Value) bool {
	s, ok := v.(*ssa.Slice)
	if !ok || s.Low != nil || s.High != nil {
		return false
	}
	_, ok = s.X.(*ssa.Alloc)
	return ok
}
