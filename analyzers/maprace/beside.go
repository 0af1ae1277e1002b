package maprace

import (
	"go/types"

	"github.com/govlint/govlint/internal/lockset"
)

// beside reports whether the lock is a field of the struct that holds the map,
// or a package-level lock for a package-level map.
func (c *checker) beside(guard lockset.ID, of types.Object) bool {
	mu, ok := guard.(*types.Var)
	if !ok {
		return false
	}
	m, ok := of.(*types.Var)
	if !ok {
		return false
	}
	if !mu.IsField() || !m.IsField() {
		return mu.IsField() == m.IsField()
	}
	owner := c.ownerOf(mu)
	return owner != nil && owner == c.ownerOf(m)
}

// record reports a field that is encoded: its struct is data that is copied
// and passed on, and a lock that is held where some copy is used guards none.
func (c *checker) record(of types.Object) bool {
	v, ok := of.(*types.Var)
	if !ok || !v.IsField() {
		return false
	}
	owner := c.ownerOf(v)
	if owner == nil {
		return false
	}
	st, ok := owner.Type().Underlying().(*types.Struct)
	if !ok {
		return false
	}
	for i := range st.NumFields() {
		if st.Field(i) == v {
			return st.Tag(i) != ""
		}
	}
	return false
}

// ownerOf is the type of the package that declares the field v, in a nested
// struct too, or nil.
func (c *checker) ownerOf(v *types.Var) *types.TypeName {
	if c.owners == nil {
		c.owners = make(map[*types.Var]*types.TypeName)
		scope := c.pass.Pkg.Scope()
		for _, name := range scope.Names() {
			if tn, ok := scope.Lookup(name).(*types.TypeName); ok {
				c.noteFields(tn, tn.Type().Underlying())
			}
		}
	}
	return c.owners[v]
}

func (c *checker) noteFields(owner *types.TypeName, t types.Type) {
	st, ok := t.(*types.Struct)
	if !ok {
		return
	}
	for f := range st.Fields() {
		if c.owners[f.Origin()] == nil { // "type B A" has the fields of A
			c.owners[f.Origin()] = owner
		}
		c.noteFields(owner, f.Type())
	}
}

// besideOrAround reports whether the lock lies where a guard of the map is
// looked for: beside it, or in the one struct that holds all structs of the
// map's type, as a shard holds its entries. Objects that several structs refer
// to, or that lead back to the lock's owner, change hands: a lock of one of
// their holders guards nothing.
func (c *checker) besideOrAround(guard lockset.ID, of types.Object) bool {
	if c.beside(guard, of) {
		return true
	}
	mu, ok := guard.(*types.Var)
	if !ok {
		return false
	}
	m, ok := of.(*types.Var)
	if !ok || !mu.IsField() || !m.IsField() {
		return false
	}
	holder, held := c.ownerOf(mu), c.ownerOf(m)
	if holder == nil || held == nil || c.holders()[holder][held] {
		return false
	}
	for range maxAround {
		above := c.holders()[held]
		if len(above) != 1 {
			return false
		}
		for held = range above {
		}
		if held == holder {
			return true
		}
	}
	return false
}

// maxAround bounds the structs between a map's struct and its lock's.
const maxAround = 3

// holders tells for each struct type of the package which others have fields
// that lead to it.
func (c *checker) holders() map[*types.TypeName]map[*types.TypeName]bool {
	if c.held != nil {
		return c.held
	}
	c.held = make(map[*types.TypeName]map[*types.TypeName]bool)
	scope := c.pass.Pkg.Scope()
	for _, name := range scope.Names() {
		tn, ok := scope.Lookup(name).(*types.TypeName)
		if !ok || tn.IsAlias() {
			continue
		}
		if st, ok := tn.Type().Underlying().(*types.Struct); ok {
			c.noteHeld(tn, st, 0)
		}
	}
	return c.held
}

// noteHeld notes what a value of type t leads to as held by holder.
func (c *checker) noteHeld(holder *types.TypeName, t types.Type, depth int) {
	if depth > 8 {
		return
	}
	switch t := types.Unalias(t).(type) {
	case *types.Named:
		tn := t.Origin().Obj()
		if tn.Pkg() != c.pass.Pkg {
			for arg := range t.TypeArgs().Types() {
				c.noteHeld(holder, arg, depth+1)
			}
			return
		}
		if _, ok := t.Underlying().(*types.Struct); !ok {
			c.noteHeld(holder, t.Underlying(), depth+1)
			return
		}
		if tn == holder {
			return
		}
		if c.held[tn] == nil {
			c.held[tn] = make(map[*types.TypeName]bool)
		}
		c.held[tn][holder] = true
	case *types.Struct:
		for f := range t.Fields() {
			c.noteHeld(holder, f.Type(), depth+1)
		}
	case *types.Map:
		c.noteHeld(holder, t.Key(), depth+1)
		c.noteHeld(holder, t.Elem(), depth+1)
	case interface{ Elem() types.Type }: // pointer, slice, array, channel
		c.noteHeld(holder, t.Elem(), depth+1)
	}
}
