package maprace

import (
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// changes reports whether objects of type t are changed after they were made:
// the package assigns a field of one that it does not own, or the type holds
// a lock, an atomic or a channel. Types of other packages are taken to change.
func (c *checker) changes(t types.Type) bool {
	named, ok := types.Unalias(t).(*types.Named)
	if !ok {
		return true
	}
	if named.Obj().Pkg() != c.pass.Pkg {
		return true
	}
	st, ok := named.Underlying().(*types.Struct)
	if !ok {
		return false
	}
	if m, _, _ := types.LookupFieldOrMethod(types.NewPointer(named), false, c.pass.Pkg, "Close"); m != nil {
		return true // a resource: the lost one stays open
	}
	for f := range st.Fields() {
		if synchronises(f.Type()) {
			return true
		}
	}
	return c.changedTypes()[named.Obj()]
}

func synchronises(t types.Type) bool {
	if _, ok := t.Underlying().(*types.Chan); ok {
		return true
	}
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	n, ok := types.Unalias(t).(*types.Named)
	return ok && n.Obj().Pkg() != nil && strings.HasPrefix(n.Obj().Pkg().Path(), "sync")
}

// changedTypes are the types of the package with a field, or an element of a
// map field, that is assigned in an object some function does not own.
func (c *checker) changedTypes() map[*types.TypeName]bool {
	if c.changed != nil {
		return c.changed
	}
	c.changed = make(map[*types.TypeName]bool)
	for _, fn := range c.pkg.Funcs {
		for _, b := range fn.Blocks {
			for _, in := range b.Instrs {
				var addr ssa.Value
				switch in := in.(type) {
				case *ssa.Store:
					addr = in.Addr
				case *ssa.MapUpdate:
					load, ok := in.Map.(*ssa.UnOp)
					if !ok {
						continue
					}
					addr = load.X
				}
				fa, ok := addr.(*ssa.FieldAddr)
				if ok && c.sharedIn(fn, fa.X) {
					c.noteChange(fa.X.Type())
				}
			}
		}
	}
	return c.changed
}

func (c *checker) sharedIn(fn *ssa.Function, v ssa.Value) bool {
	p := c.places.Of(v)
	for _, ctx := range c.contexts[fn] {
		if !c.owned(p, ctx) {
			return true
		}
	}
	return false
}

func (c *checker) noteChange(t types.Type) {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	if n, ok := types.Unalias(t).(*types.Named); ok {
		c.changed[n.Obj()] = true
	}
}
