package bound

import (
	"slices"

	"golang.org/x/tools/go/ssa"
)

// listParams are the parameters, by index, of which the elements get into the
// list v, a result of their function: filters return some of what they are given.
//
//	func keep(f Filter, attrs ...attribute.KeyValue) []attribute.KeyValue
func (e *Engine) listParams(v ssa.Value, depth int) []int {
	if depth > maxSingle {
		return nil
	}
	switch v := v.(type) {
	case *ssa.Parameter:
		return []int{indexOf(v.Parent(), v)}
	case *ssa.ChangeType:
		return e.listParams(v.X, depth+1)
	case *ssa.Slice:
		return e.listParams(v.X, depth+1)
	case *ssa.Phi:
		var out []int
		for _, edge := range v.Edges {
			out = unite(out, e.listParams(edge, depth+maxSingle/3))
		}
		return out
	case *ssa.Call:
		return e.listParamsOfCall(v, depth)
	}
	return nil
}

func (e *Engine) listParamsOfCall(call *ssa.Call, depth int) []int {
	c := call.Common()
	if b, ok := c.Value.(*ssa.Builtin); ok {
		if b.Name() == "append" && len(c.Args) > 0 {
			return e.listParams(c.Args[0], depth+1)
		}
		return nil
	}
	fn := e.body(c)
	if fn == nil {
		return nil
	}
	var out []int
	for _, i := range e.listParamsOf(fn, depth+1) {
		if i < len(c.Args) {
			out = unite(out, e.listParams(c.Args[i], depth+1))
		}
	}
	return out
}

// listParamsOf are those of the first result of fn.
func (e *Engine) listParamsOf(fn *ssa.Function, depth int) []int {
	var out []int
	for _, b := range fn.Blocks {
		ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
		if ok && len(ret.Results) > 0 {
			out = unite(out, e.listParams(ret.Results[0], depth+1))
		}
	}
	return out
}

func unite(a, b []int) []int {
	for _, i := range b {
		if !slices.Contains(a, i) {
			a = append(a, i)
		}
	}
	return a
}
