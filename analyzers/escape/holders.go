package escape

import (
	"fmt"
	"go/types"

	"github.com/govlint/govlint/internal/report"
)

// checkHolders reports structs and arrays that put a struct with aligned 64-bit
// atomics to where they are not: behind a smaller field, or element by element
// with a size that is no multiple of 8.
func (c *checker) checkHolders(ops []*atomicOp) {
	held := make(map[*types.TypeName]*atomicOp)
	for _, op := range ops {
		if owner := c.ownerOf(op); owner != nil && held[owner] == nil {
			held[owner] = op
		}
	}
	if len(held) == 0 {
		return
	}
	scope := c.pass.Pkg.Scope()
	for _, name := range scope.Names() {
		obj, ok := scope.Lookup(name).(*types.TypeName)
		if !ok || obj.IsAlias() || generic(obj.Type()) || c.only64(obj.Pos()) {
			continue
		}
		if st, ok := obj.Type().Underlying().(*types.Struct); ok {
			c.checkHolder(obj, st, held)
		}
	}
}

// ownerOf is the struct of this package that op's field is declared in, nil when the field
// only leads to memory of its own.
func (c *checker) ownerOf(op *atomicOp) *types.TypeName {
	v, ok := op.obj.(*types.Var)
	if !ok || !v.IsField() || v.Pkg() != c.pass.Pkg {
		return nil
	}
	switch v.Type().Underlying().(type) {
	case *types.Slice, *types.Pointer:
		return nil
	}
	scope := c.pass.Pkg.Scope()
	for _, name := range scope.Names() {
		obj, ok := scope.Lookup(name).(*types.TypeName)
		if !ok {
			continue
		}
		st, ok := obj.Type().Underlying().(*types.Struct)
		if !ok {
			continue
		}
		for f := range st.Fields() {
			if f == v {
				return obj
			}
		}
	}
	return nil
}

func (c *checker) checkHolder(holder *types.TypeName, st *types.Struct, held map[*types.TypeName]*atomicOp) {
	fields := make([]*types.Var, 0, st.NumFields())
	for f := range st.Fields() {
		fields = append(fields, f)
	}
	offsets := sizes32.Offsetsof(fields)
	for i, f := range fields {
		t, many := elementOf(f.Type())
		named, ok := types.Unalias(t).(*types.Named)
		if !ok || held[named.Obj()] == nil || generic(named) {
			continue
		}
		op := held[named.Obj()]
		size := sizes32.Sizeof(named)
		_, slice := f.Type().Underlying().(*types.Slice)
		text := ""
		switch {
		case !slice && offsets[i]%8 != 0:
			text = fmt.Sprintf("%s lies %d bytes behind the start of %s on 386 and arm", f.Name(), offsets[i], holder.Name())
		case many && size%8 != 0:
			text = fmt.Sprintf("a %s is %d bytes long on 386 and arm, so every other element of %s is not aligned", named.Obj().Name(), size, f.Name())
		default:
			continue
		}
		finding := report.Finding{
			Kind: "atomic-width", Pos: f.Pos(),
			Message: fmt.Sprintf("%s.%s takes the 64-bit atomic %s to where it is not aligned to 8 bytes on 32-bit systems, and atomic.%s at %s panics there; %s",
				holder.Name(), f.Name(), types.ExprString(op.addr), op.name, c.where(op.call.Pos()), c.alignAdvice(op)),
			Witness: []report.Step{{Pos: f.Pos(), Text: text}, {Pos: op.call.Pos(), Text: "accessed atomically here"}},
		}
		if m := c.mixtures[op.obj]; m != nil {
			finding.Fixes = c.fixMixed(m)
		}
		c.emit(finding)
	}
}

// elementOf is the type of the elements of an array or slice, and t itself
// otherwise.
func elementOf(t types.Type) (elem types.Type, many bool) {
	switch u := t.Underlying().(type) {
	case *types.Array:
		return u.Elem(), true
	case *types.Slice:
		return u.Elem(), true
	}
	return t, false
}
