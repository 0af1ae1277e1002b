package place

import (
	"go/token"
	"go/types"

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

// Name is the source expression of p, as well as it is known.
func (r *Resolver) Name(p Place) string {
	if n := r.names[p.Root]; n != "" && n != "complit" {
		return n + Place{Root: p.Root, Path: p.Path}.String()[len(rootName(p.Root)):]
	}
	return p.String()
}
