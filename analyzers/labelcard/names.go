package labelcard

import "golang.org/x/tools/go/ssa"

// namesOf are the label names of the vector whose method is called, as far as
// its definition is seen.
func (c *checker) namesOf(common *ssa.CallCommon) []string {
	of := target(common)
	if of == nil {
		return nil
	}
	m := c.vector(of)
	if m == nil {
		return nil
	}
	return c.left(of, m.labels)
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
