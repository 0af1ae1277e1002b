package comm

import (
	"fmt"
	"go/token"
	"go/types"
	"path/filepath"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/catalog"
)

// findOwners finds the constructors that start a goroutine which only methods of
// the object that they return can end. It must be so: the goroutine is started on
// every way on which the object is returned, none of its returns is reached but
// past a channel of the object, and that channel is closed by methods of the
// object alone. Anything that the analysis does not follow makes it none.
func (m *Model) findOwners() {
	m.handed = make(map[*types.Func]catalog.Release)
	stops := newStops(m)
	for _, fn := range m.pkg.Funcs {
		obj, ok := fn.Object().(*types.Func)
		if !ok || fn.Parent() != nil || inTest(fn) || fn.Signature.Results().Len() == 0 {
			continue
		}
		made := returned(fn)
		if made == nil {
			continue
		}
		start, by := stops.ownGoroutine(fn, made)
		if start == nil {
			continue
		}
		p := fn.Prog.Fset.Position(start.Pos())
		r := catalog.Release{By: by, What: fmt.Sprintf("the goroutine that it starts at %s:%d", filepath.Base(p.Filename), p.Line)}
		m.handed[obj] = r
		m.export(obj, &r)
	}
}

// returned is the object that fn makes and returns as its first result, on all
// ways on which that is not nil.
func returned(fn *ssa.Function) *ssa.Alloc {
	var made *ssa.Alloc
	for _, b := range fn.Blocks {
		ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
		if !ok {
			continue
		}
		v := settledValue(ret.Results[0])
		if c, ok := v.(*ssa.Const); ok && c.IsNil() {
			continue
		}
		a, ok := v.(*ssa.Alloc)
		if !ok || !a.Heap || made != nil && made != a {
			return nil
		}
		made = a
	}
	if made == nil {
		return nil
	}
	if _, ok := made.Type().Underlying().(*types.Pointer).Elem().Underlying().(*types.Struct); !ok {
		return nil
	}
	return made
}

// settledValue looks through conversions and variables that are assigned once.
func settledValue(v ssa.Value) ssa.Value {
	for range 8 {
		switch w := v.(type) {
		case *ssa.MakeInterface:
			v = w.X
		case *ssa.ChangeInterface:
			v = w.X
		case *ssa.ChangeType:
			v = w.X
		case *ssa.FreeVar:
			b := binding(w)
			if b == nil {
				return v
			}
			v = b
		case *ssa.UnOp:
			if w.Op != token.MUL {
				return v
			}
			cell, ok := settledCell(w.X).(*ssa.Alloc)
			if !ok {
				return v
			}
			stored := onlyStore(cell)
			if stored == nil {
				return v
			}
			v = stored
		default:
			return v
		}
	}
	return v
}

func settledCell(v ssa.Value) ssa.Value {
	for range 4 {
		fv, ok := v.(*ssa.FreeVar)
		if !ok {
			break
		}
		if v = binding(fv); v == nil {
			break
		}
	}
	return v
}

// binding is what the literal of a captured variable captures there.
func binding(fv *ssa.FreeVar) ssa.Value {
	fn := fv.Parent()
	i := slices.Index(fn.FreeVars, fv)
	if fn.Parent() == nil || i < 0 {
		return nil
	}
	for _, b := range fn.Parent().Blocks {
		for _, in := range b.Instrs {
			if mc, ok := in.(*ssa.MakeClosure); ok && mc.Fn == fn {
				return mc.Bindings[i]
			}
		}
	}
	return nil
}

// onlyStore is the one value that is stored in a variable, or nil.
func onlyStore(cell *ssa.Alloc) ssa.Value {
	var out ssa.Value
	for _, ref := range *cell.Referrers() {
		if st, ok := ref.(*ssa.Store); ok && st.Addr == cell {
			if out != nil {
				return nil
			}
			out = st.Val
		}
	}
	return out
}

// A scope says what the parameters of a function stand for in the constructor.
type scope struct {
	fn   *ssa.Function
	args []ssa.Value
	up   *scope
}

// origin is the value of the constructor that v of a scope is.
func (s *scope) origin(v ssa.Value) ssa.Value {
	for s != nil {
		v = settledValue(v)
		p, ok := v.(*ssa.Parameter)
		if !ok || p.Parent() != s.fn || s.up == nil {
			return v
		}
		i := slices.Index(s.fn.Params, p)
		if i < 0 || i >= len(s.args) {
			return v
		}
		v, s = s.args[i], s.up
	}
	return v
}

// ownGoroutine is the go statement that starts a goroutine of made, and the
// methods that end it.
func (s *stops) ownGoroutine(fn *ssa.Function, made *ssa.Alloc) (ssa.Instruction, []string) {
	s.made, s.by = made, nil
	top := &scope{fn: fn}
	if s.keptElsewhere(top, 0) {
		return nil, nil
	}
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			call, ok := in.(ssa.CallInstruction)
			if !ok || !dominatesReturns(fn, b, made) {
				continue
			}
			if start := s.startsIn(call, top, 0); start != nil {
				return start, s.by
			}
		}
	}
	return nil, nil
}

// startsIn is the go statement at call, or in the method of the object that it
// calls, when its goroutine ends by methods of the object alone.
func (s *stops) startsIn(call ssa.CallInstruction, sc *scope, depth int) ssa.Instruction {
	callee := call.Common().StaticCallee()
	if callee == nil || len(callee.Blocks) == 0 {
		return nil
	}
	inner := &scope{fn: callee, args: call.Common().Args, up: sc}
	switch call.(type) {
	case *ssa.Go:
		s.fields = nil
		if s.canEnd(inner, 0) || len(s.fields) == 0 || s.keptElsewhere(inner, 0) {
			return nil
		}
		if s.by = s.methods(); len(s.by) == 0 {
			return nil
		}
		return call
	case *ssa.Call:
		if depth > 1 || len(call.Common().Args) == 0 || sc.origin(call.Common().Args[0]) != s.made {
			return nil
		}
		for _, in := range callee.Blocks[0].Instrs { // the entry: on every way
			if c, ok := in.(ssa.CallInstruction); ok {
				if start := s.startsIn(c, inner, depth+1); start != nil {
					return start
				}
			}
		}
	}
	return nil
}

// dominatesReturns reports whether b is passed before made is returned.
func dominatesReturns(fn *ssa.Function, b *ssa.BasicBlock, made *ssa.Alloc) bool {
	for _, r := range fn.Blocks {
		ret, ok := r.Instrs[len(r.Instrs)-1].(*ssa.Return)
		if ok && settledValue(ret.Results[0]) == made && !b.Dominates(r) {
			return false
		}
	}
	return true
}
