package place

import (
	"go/token"
	"go/types"
	"iter"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// Callee is the function a call surely runs and the arguments for its
// parameters; the generic function for an instance, the method for a method
// value. A nil function means that it is not known.
func (r *Resolver) Callee(call *ssa.CallCommon) (*ssa.Function, []ssa.Value) {
	if call.IsInvoke() {
		return nil, nil
	}
	return r.Func(call.Value, call.Args)
}

// Func is the function that v holds and the arguments for its parameters when
// it is called with args; nil when v is not surely one function.
func (r *Resolver) Func(v ssa.Value, args []ssa.Value) (*ssa.Function, []ssa.Value) {
	switch v := v.(type) {
	case *ssa.Function:
		return origin(v), args
	case *ssa.MakeClosure:
		fn := v.Fn.(*ssa.Function)
		if m := boundMethod(fn); m != nil {
			return m, append([]ssa.Value{v.Bindings[0]}, args...)
		}
		return origin(fn), args
	case *ssa.Builtin, *ssa.Const, *ssa.Parameter, *ssa.Global:
		return nil, nil
	}
	p := r.Of(v)
	if p.Path != nil || p.Root == v {
		return nil, nil
	}
	switch p.Root.(type) {
	case *ssa.Function, *ssa.MakeClosure:
		return r.Func(p.Root, args)
	}
	return nil, nil
}

func boundMethod(fn *ssa.Function) *ssa.Function {
	if !strings.HasPrefix(fn.Synthetic, "bound method wrapper") {
		return nil
	}
	obj, ok := fn.Object().(*types.Func)
	if !ok || types.IsInterface(obj.Signature().Recv().Type()) {
		return nil
	}
	m := fn.Prog.FuncValue(obj)
	if m == nil {
		return nil
	}
	return origin(m)
}

func origin(fn *ssa.Function) *ssa.Function {
	if o := fn.Origin(); o != nil {
		return o
	}
	return fn
}

// call sees through a function of the package that always returns the same
// place of its parameters, such as a getter.
func (r *Resolver) call(c *ssa.Call, index int) Place {
	self := Place{Root: c}
	callee := c.Call.StaticCallee()
	if callee == nil {
		return self
	}
	callee = origin(callee)
	if len(callee.Blocks) == 0 || r.busy[callee] {
		return self
	}
	p := r.Result(callee, index)
	if !p.Valid() {
		return self
	}
	return r.Translate(p, callee, c.Call.Args, self)
}

// Result is the place fn returns as its result number index on every path
// where it is not nil, expressed by its parameters or package-level
// variables; the zero Place when there is none.
func (r *Resolver) Result(fn *ssa.Function, index int) Place {
	if p, ok := r.results[fn][index]; ok {
		return p
	}
	if r.results[fn] == nil {
		r.results[fn] = make(map[int]Place)
	}
	r.busy[fn] = true
	p := r.result(fn, index)
	delete(r.busy, fn)
	r.results[fn][index] = p
	return p
}

func (r *Resolver) result(fn *ssa.Function, index int) Place {
	var found Place
	for v := range Results(fn, index) {
		if c, ok := v.(*ssa.Const); ok && c.IsNil() {
			continue
		}
		p := r.Of(v)
		if found.Valid() && p != found {
			return Place{}
		}
		found = p
	}
	switch found.Root.(type) {
	case *ssa.Parameter, *ssa.Global:
		return found
	}
	return Place{}
}

// Results goes through what fn returns as its result number i, a value for each return.
func Results(fn *ssa.Function, i int) iter.Seq[ssa.Value] {
	return func(yield func(ssa.Value) bool) {
		for _, b := range fn.Blocks {
			if len(b.Instrs) == 0 {
				continue
			}
			ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
			if ok && i < len(ret.Results) && !yield(Returned(ret, i)) {
				return
			}
		}
	}
}

// Returned is the value that ret returns as its result number i, seen through
// the variable in which a function with deferred calls keeps its results.
func Returned(ret *ssa.Return, i int) ssa.Value {
	v := ret.Results[i]
	load, ok := v.(*ssa.UnOp)
	if !ok || load.Op != token.MUL {
		return v
	}
	cell, ok := load.X.(*ssa.Alloc)
	if !ok {
		return v
	}
	for _, in := range slices.Backward(ret.Block().Instrs) {
		if st, ok := in.(*ssa.Store); ok && st.Addr == cell {
			return st.Val
		}
	}
	return v
}

// Translate expresses p, a place of callee's frame, in the frame of a call
// that passes args (nil for an unknown one). Places of the function around a
// literal and package-level variables stay as they are; a place of callee's
// own locals, or below an unknown argument, becomes orElse.
func (r *Resolver) Translate(p Place, callee *ssa.Function, args []ssa.Value, orElse Place) Place {
	param, ok := p.Root.(*ssa.Parameter)
	if !ok {
		if p.Global() != nil || parentOf(p.Root) != callee {
			return p
		}
		return orElse
	}
	if param.Parent() != callee {
		return p
	}
	i := slices.Index(callee.Params, param)
	if i < 0 || i >= len(args) || args[i] == nil {
		return orElse
	}
	base := r.Of(args[i])
	q := Place{base.Root, r.Table.Concat(base.Path, p.Path)}
	if q.Depth() > maxPath {
		return orElse
	}
	return q
}

func parentOf(v ssa.Value) *ssa.Function {
	if in, ok := v.(ssa.Instruction); ok {
		return in.Parent()
	}
	return v.Parent()
}

// Below is the path from base to p, when p lies at or below base.
func (r *Resolver) Below(base, p Place) (*Path, bool) {
	if base.Root != p.Root {
		return nil, false
	}
	return r.below(base.Path, p.Path)
}

func (r *Resolver) below(base, p *Path) (*Path, bool) {
	if p == base {
		return nil, true
	}
	if p == nil {
		return nil, false
	}
	up, ok := r.below(base, p.Up)
	if !ok {
		return nil, false
	}
	return r.Table.Field(up, p.Field), true
}
