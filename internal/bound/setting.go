package bound

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// A test is a condition that held on the way to a place.
type test struct {
	cond ssa.Value
	so   bool
}

// merged is the value of a phi.
func (e *Engine) merged(v *ssa.Phi) Value {
	to := v.Block()
	out := Value{}
	for i, edge := range v.Edges {
		next := e.alongEdge(edge, to.Preds[i], to)
		if next.wild() {
			var others [][]test
			for _, pred := range to.Preds {
				others = append(others, testsTo(pred, to))
			}
			if e.chosen(others[i], others) {
				next = next.byChoice()
			}
		}
		out = join(out, next)
	}
	return out
}

// chosen reports whether one of the ways is taken only when a setting is so,
// and another of them when it is not.
func (e *Engine) chosen(way []test, ways [][]test) bool {
	return slices.ContainsFunc(way, func(t test) bool {
		return e.isSetting(t.cond) && slices.ContainsFunc(ways, func(other []test) bool {
			return slices.Contains(other, test{t.cond, !t.so})
		})
	})
}

// returns are the tests on the ways to the returns of fn.
func returns(fn *ssa.Function) [][]test {
	var out [][]test
	for _, b := range fn.Blocks {
		if _, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return); ok {
			out = append(out, testsOf(b))
		}
	}
	return out
}

// testsTo are the tests that held whenever control goes from one block to the
// next.
func testsTo(from, to *ssa.BasicBlock) []test {
	out := testsOf(from)
	if cond, ok := from.Instrs[len(from.Instrs)-1].(*ssa.If); ok && from.Succs[0] != from.Succs[1] {
		out = append(out, test{cond.Cond, from.Succs[0] == to})
	}
	return out
}

// testsOf are the tests that held whenever control gets to block.
func testsOf(block *ssa.BasicBlock) []test {
	var out []test
	for b, n := block, 0; b.Idom() != nil && n < maxGuard; b, n = b.Idom(), n+1 {
		if len(b.Preds) != 1 || b.Preds[0] != b.Idom() {
			continue
		}
		if cond, ok := b.Idom().Instrs[len(b.Idom().Instrs)-1].(*ssa.If); ok && b.Idom().Succs[0] != b.Idom().Succs[1] {
			out = append(out, test{cond.Cond, b.Idom().Succs[0] == b})
		}
	}
	return out
}

// isSetting reports a condition that is the same for all requests, since
// whoever set the program up chose it: a variable or field that is not assigned
// to while requests are served.
func (e *Engine) isSetting(cond ssa.Value) bool {
	if not, ok := cond.(*ssa.UnOp); ok && not.Op == token.NOT {
		cond = not.X
	}
	if !isBool(cond.Type()) {
		return false
	}
	switch cond := cond.(type) {
	case *ssa.Field:
		return e.keepsSetting(cond.X.Type(), cond.Field, cond.X)
	case *ssa.FreeVar:
		made := e.made[cond.Parent()]
		return made != nil && !servesRequests(made.Parent())
	case *ssa.UnOp:
		switch at := cond.X.(type) {
		case *ssa.FieldAddr:
			return e.keepsSetting(at.X.Type(), at.Field, at.X)
		case *ssa.Global:
			return e.setUp(e.globals[at])
		case *ssa.FreeVar:
			made := e.made[at.Parent()]
			return made != nil && !servesRequests(made.Parent()) && e.setUp(e.storesTo(at))
		}
	}
	return false
}

// keepsSetting reports whether field i of a struct is a setting. base is the
// struct, or its address.
func (e *Engine) keepsSetting(t types.Type, i int, base ssa.Value) bool {
	f := fieldOf(t, i)
	switch root := rootOf(base).(type) {
	case *ssa.FreeVar, *ssa.Global:
	case *ssa.Parameter:
		if f.Pkg() != e.pass.Pkg && (root.Parent().Signature.Recv() == nil || root != root.Parent().Params[0]) {
			return false
		}
	default:
		return false
	}
	return e.setUp(e.stores[f])
}

// rootOf is the variable in which a field of a field lies.
func rootOf(v ssa.Value) ssa.Value {
	for range maxSingle {
		switch x := v.(type) {
		case *ssa.FieldAddr:
			v = x.X
		case *ssa.Field:
			v = x.X
		case *ssa.UnOp:
			v = x.X
		case *ssa.Alloc: // a parameter that is a struct is copied to one
			if s := storesInto(x); len(s) == 1 {
				v = s[0].Val
				continue
			}
			return v
		default:
			return v
		}
	}
	return v
}

// setUp reports stores that are made before requests are served: in literals,
// in options, or of what others chose.
func (e *Engine) setUp(stores []*ssa.Store) bool {
	for _, s := range stores {
		fn := s.Parent()
		if servesRequests(fn) {
			return false
		}
		_, constant := s.Val.(*ssa.Const)
		if at, ok := s.Addr.(*ssa.FieldAddr); ok && constant && fn.Parent() == nil {
			if _, fresh := at.X.(*ssa.Alloc); !fresh {
				return false // a state
			}
		}
	}
	return true
}

// servesRequests reports a function, or a literal in one, that runs for each
// request.
func servesRequests(fn *ssa.Function) bool {
	for ; fn != nil; fn = fn.Parent() {
		for _, p := range fn.Params {
			switch typeName(p.Type()) {
			case "net/http.Request", "net/http.ResponseWriter", "net.Conn":
				return true
			}
			if isFrameworkContext(p.Type()) {
				return true
			}
		}
	}
	return false
}

// isFrameworkContext reports what web frameworks hand to handlers.
func isFrameworkContext(t types.Type) bool {
	named, ok := deref(t).(*types.Named)
	if !ok || named.Obj().Pkg() == nil || named.Obj().Pkg().Path() == "context" {
		return false
	}
	return named.Obj().Name() == "Context" || named.Obj().Name() == "Ctx"
}

func deref(t types.Type) types.Type {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	return types.Unalias(t)
}
