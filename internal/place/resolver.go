package place

import (
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// A Resolver finds the Place of every value of one package. Values of a
// literal are expressed in the function that holds it, so a captured variable
// and the variable itself are one Place. It is not safe for concurrent use.
type Resolver struct {
	Table    Table
	memo     map[ssa.Value]Place
	closures map[*ssa.Function]*ssa.MakeClosure
	stores   map[*ssa.Alloc][]*ssa.Store               // whole-variable stores, from literals too
	fields   map[*ssa.Alloc]map[*types.Var][]ssa.Value // fields of a struct variable that are assigned
	names    map[ssa.Value]string                      // values whose variable was folded away
	results  map[*ssa.Function]map[int]Place           // what a function always returns
	busy     map[*ssa.Function]bool
}

// NewResolver prepares a Resolver over the functions of a package, literals
// included.
func NewResolver(funcs []*ssa.Function) *Resolver {
	r := &Resolver{
		Table:    make(Table),
		memo:     make(map[ssa.Value]Place),
		closures: make(map[*ssa.Function]*ssa.MakeClosure),
		stores:   make(map[*ssa.Alloc][]*ssa.Store),
		fields:   make(map[*ssa.Alloc]map[*types.Var][]ssa.Value),
		names:    make(map[ssa.Value]string),
		results:  make(map[*ssa.Function]map[int]Place),
		busy:     make(map[*ssa.Function]bool),
	}
	for _, fn := range funcs {
		for _, b := range fn.Blocks {
			for _, in := range b.Instrs {
				if mc, ok := in.(*ssa.MakeClosure); ok {
					r.closures[mc.Fn.(*ssa.Function)] = mc
				}
			}
		}
	}
	for _, fn := range funcs {
		for _, b := range fn.Blocks {
			for _, in := range b.Instrs {
				if st, ok := in.(*ssa.Store); ok {
					r.indexStore(st)
				}
			}
		}
	}
	return r
}

func (r *Resolver) indexStore(st *ssa.Store) {
	if cell := r.Cell(st.Addr); cell != nil {
		r.stores[cell] = append(r.stores[cell], st)
		if r.names[st.Val] == "" {
			r.names[st.Val] = cell.Comment
		}
		return
	}
	fa, ok := st.Addr.(*ssa.FieldAddr)
	if !ok {
		return
	}
	cell := r.Cell(fa.X)
	if cell == nil {
		return
	}
	if r.fields[cell] == nil {
		r.fields[cell] = make(map[*types.Var][]ssa.Value)
	}
	r.fields[cell][FieldOf(fa)] = append(r.fields[cell][FieldOf(fa)], st.Val)
}

// setField is the new object that the field at addr of a copied struct points
// to, when it was set once: after c := *s; c.cfg = &cfg, c.cfg.m is cfg.m.
func (r *Resolver) setField(addr ssa.Value) ssa.Value {
	fa, ok := addr.(*ssa.FieldAddr)
	if !ok {
		return nil
	}
	cell := r.Cell(fa.X)
	if cell == nil || len(r.stores[cell]) != 1 {
		return nil
	}
	vals := r.fields[cell][FieldOf(fa)]
	if len(vals) != 1 {
		return nil
	}
	alloc, ok := vals[0].(*ssa.Alloc)
	if !ok {
		return nil
	}
	return alloc
}

// Cell is the local variable whose address v is, through captures; or nil.
func (r *Resolver) Cell(v ssa.Value) *ssa.Alloc {
	for {
		switch x := v.(type) {
		case *ssa.Alloc:
			return x
		case *ssa.FreeVar:
			v = r.Binding(x)
			if v == nil {
				return nil
			}
		default:
			return nil
		}
	}
}

// Binding is the value that fv captures, in the function around the literal.
func (r *Resolver) Binding(fv *ssa.FreeVar) ssa.Value {
	mc := r.closures[fv.Parent()]
	if mc == nil {
		return nil
	}
	for i, f := range fv.Parent().FreeVars {
		if f == fv {
			return mc.Bindings[i]
		}
	}
	return nil
}

// Closure is the place where the literal fn is made, or nil when it captures
// nothing or is a declared function.
func (r *Resolver) Closure(fn *ssa.Function) *ssa.MakeClosure { return r.closures[fn] }

// Stores are the assignments of a whole local variable.
func (r *Resolver) Stores(cell *ssa.Alloc) []*ssa.Store { return r.stores[cell] }

// Name is the source expression of p, as well as it is known.
func (r *Resolver) Name(p Place) string {
	if n := r.names[p.Root]; n != "" && n != "complit" {
		return n + Place{Root: p.Root, Path: p.Path}.String()[len(rootName(p.Root)):]
	}
	return p.String()
}

// FieldOf is the field a FieldAddr or Field selects, of the generic type when
// the struct is an instance of one.
func FieldOf(v ssa.Value) *types.Var {
	switch v := v.(type) {
	case *ssa.FieldAddr:
		return fieldAt(v.X.Type(), v.Field)
	case *ssa.Field:
		return fieldAt(v.X.Type(), v.Field)
	}
	return nil
}

func fieldAt(t types.Type, i int) *types.Var {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	st, ok := t.Underlying().(*types.Struct)
	if !ok {
		if core, isCore := coreStruct(t); isCore {
			st = core
		} else {
			return nil
		}
	}
	return st.Field(i).Origin()
}

func coreStruct(t types.Type) (*types.Struct, bool) {
	tp, ok := types.Unalias(t).(*types.TypeParam)
	if !ok {
		return nil, false
	}
	iface := tp.Underlying().(*types.Interface)
	for i := range iface.NumEmbeddeds() {
		if st, ok := iface.EmbeddedType(i).Underlying().(*types.Struct); ok {
			return st, true
		}
	}
	return nil, false
}

// Of is the Place of v: the memory at its address for a pointer, the memory
// it was read from for a loaded value, v itself when nothing better is known.
func (r *Resolver) Of(v ssa.Value) Place {
	if p, ok := r.memo[v]; ok {
		return p
	}
	r.memo[v] = Place{Root: v} // cuts cycles through phis
	p := r.resolve(v)
	if p.Depth() > maxPath {
		p = Place{Root: v}
	}
	r.memo[v] = p
	return p
}

func (r *Resolver) field(p Place, f *types.Var) Place {
	if f == nil {
		return p
	}
	return Place{p.Root, r.Table.Field(p.Path, f)}
}

func (r *Resolver) elem(p Place) Place { return Place{p.Root, r.Table.Field(p.Path, nil)} }

func (r *Resolver) resolve(v ssa.Value) Place {
	switch v := v.(type) {
	case *ssa.FieldAddr:
		f := FieldOf(v)
		if src := r.copiedFrom(v.X, f); src.Valid() {
			return r.field(src, f)
		}
		return r.field(r.Of(v.X), f)
	case *ssa.Field:
		return r.field(r.Of(v.X), FieldOf(v))
	case *ssa.IndexAddr:
		return r.elem(r.Of(v.X))
	case *ssa.Index:
		return r.elem(r.Of(v.X))
	case *ssa.Lookup:
		return r.elem(r.Of(v.X))
	case *ssa.UnOp:
		if v.Op == token.MUL {
			if src := r.setField(v.X); src != nil {
				return r.Of(src)
			}
			return r.Of(v.X)
		}
	case *ssa.ChangeType:
		return r.Of(v.X)
	case *ssa.Convert:
		return r.Of(v.X)
	case *ssa.MakeInterface:
		return r.Of(v.X)
	case *ssa.ChangeInterface:
		return r.Of(v.X)
	case *ssa.TypeAssert:
		return r.Of(v.X)
	case *ssa.Slice:
		return r.Of(v.X)
	case *ssa.Extract:
		return r.extract(v)
	case *ssa.Phi:
		return r.phi(v)
	case *ssa.FreeVar:
		if b := r.Binding(v); b != nil {
			return r.Of(b)
		}
	case *ssa.Alloc:
		return r.alloc(v)
	case *ssa.Call:
		return r.call(v, 0)
	}
	return Place{Root: v}
}

func (r *Resolver) extract(v *ssa.Extract) Place {
	switch t := v.Tuple.(type) {
	case *ssa.Lookup:
		if v.Index == 0 {
			return r.elem(r.Of(t.X))
		}
	case *ssa.TypeAssert:
		if v.Index == 0 {
			return r.Of(t.X)
		}
	case *ssa.Next:
		if rng, ok := t.Iter.(*ssa.Range); ok && v.Index > 0 { // a key, too, was put into the map
			return r.elem(r.Of(rng.X))
		}
	case *ssa.Call:
		if p := r.call(t, v.Index); p.Root != t {
			return p
		}
	}
	return Place{Root: v}
}

// phi is the Place all edges agree on. Fresh values and nil do not count: in
// "m := s.m; if m == nil { m = make(…); s.m = m }" m is s.m.
func (r *Resolver) phi(v *ssa.Phi) Place {
	var found Place
	for _, e := range v.Edges {
		if e == v || isFresh(e) {
			continue
		}
		p := r.Of(e)
		if p.Root == v {
			continue
		}
		if found.Valid() && p != found {
			return Place{Root: v}
		}
		found = p
	}
	if !found.Valid() {
		return Place{Root: v}
	}
	return found
}

func isFresh(v ssa.Value) bool {
	switch v := v.(type) {
	case *ssa.Const:
		return true
	case *ssa.MakeMap, *ssa.MakeSlice, *ssa.MakeChan:
		return true
	case *ssa.Alloc:
		return v.Heap && v.Comment == "complit"
	}
	return false
}

// alloc folds a variable that is assigned once into the value it holds.
func (r *Resolver) alloc(v *ssa.Alloc) Place {
	stores := r.stores[v]
	if len(stores) != 1 {
		return Place{Root: v}
	}
	switch v.Type().Underlying().(*types.Pointer).Elem().Underlying().(type) {
	case *types.Pointer, *types.Map, *types.Chan, *types.Interface, *types.Signature, *types.Slice, *types.TypeParam:
		if _, isConst := stores[0].Val.(*ssa.Const); isConst {
			return Place{Root: v}
		}
		return r.Of(stores[0].Val)
	}
	return Place{Root: v}
}

// copiedFrom is where the reference-like field f of the struct variable at
// addr was copied from: after c := *s, the map c.m is the map s.m, while c.mu
// and c.n are their own. Nowhere when f is assigned in the copy.
func (r *Resolver) copiedFrom(addr ssa.Value, f *types.Var) Place {
	cell := r.Cell(addr)
	if cell == nil || f == nil || len(r.fields[cell][f]) > 0 {
		return Place{}
	}
	switch f.Type().Underlying().(type) {
	case *types.Map, *types.Pointer, *types.Chan, *types.Slice:
	default:
		return Place{}
	}
	stores := r.stores[cell]
	if len(stores) != 1 {
		return Place{}
	}
	switch val := stores[0].Val.(type) {
	case *ssa.UnOp, *ssa.Parameter, *ssa.Lookup, *ssa.Extract, *ssa.Field, *ssa.Index:
		return r.Of(val)
	}
	return Place{}
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
	for _, b := range fn.Blocks {
		if len(b.Instrs) == 0 {
			continue
		}
		ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
		if !ok || index >= len(ret.Results) {
			continue
		}
		v := Returned(ret, index)
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

// Assigned reports whether the field f of the struct variable cell is
// assigned by itself somewhere.
func (r *Resolver) Assigned(cell *ssa.Alloc, f *types.Var) bool {
	return len(r.fields[cell][f]) > 0
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
