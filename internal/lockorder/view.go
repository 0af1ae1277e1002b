package lockorder

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/place"
)

// A view tells how the two locks of an edge are reached from what they have in
// common.
type view struct {
	base        any // the type of the object they have in common; nil when there is none
	held, wants end
}

// An end is one lock, as part of the object that it belongs to.
type end struct {
	path  []*types.Var // from the base
	link  []*types.Var // the part of it that leads to the object; empty for the base itself
	own   []*types.Var // the fields from the object to the lock, all of them by value
	owner any          // the type of the object
	whole bool         // a variable of the package, or of a function around, or part of one
	fixed place.Place  // which
}

// steps are the fields and elements (nil) of p.
func steps(p place.Place) []*types.Var {
	var out []*types.Var
	for q := p.Path; q != nil; q = q.Up {
		out = append(out, q.Field)
	}
	slices.Reverse(out)
	return out
}

// deref is t without pointers.
func deref(t types.Type) types.Type {
	for range 3 {
		p, ok := t.Underlying().(*types.Pointer)
		if !ok {
			break
		}
		t = p.Elem()
	}
	return t
}

// walk calls each with the type after each step of p, until one is not known.
func walk(p place.Place, each func(i int, t types.Type)) {
	all := steps(p)
	t := deref(p.Root.Type())
	for i, f := range all {
		var next *types.Var
		if i+1 < len(all) {
			next = all[i+1]
		}
		if t = step(t, f, next); t == nil {
			return
		}
		each(i, t)
	}
}

// step is the type of a field of t, or of an element in which next is a field.
func step(t types.Type, f, next *types.Var) types.Type {
	if f != nil {
		return f.Type()
	}
	switch t := deref(t).Underlying().(type) {
	case *types.Slice:
		return t.Elem()
	case *types.Array:
		return t.Elem()
	case *types.Map:
		if next != nil && !hasField(t.Elem(), next) && hasField(t.Key(), next) {
			return t.Key()
		}
		return t.Elem()
	}
	return nil
}

func hasField(t types.Type, f *types.Var) bool {
	s, ok := deref(t).Underlying().(*types.Struct)
	if !ok {
		return false
	}
	for g := range s.Fields() {
		if g.Origin() == f {
			return true
		}
	}
	return false
}

// typeOf is the type of what is at p, without pointers where p is a root; nil
// when it is not known.
func typeOf(p place.Place) types.Type {
	n := p.Depth()
	if n == 0 {
		return deref(p.Root.Type())
	}
	var out types.Type
	walk(p, func(i int, t types.Type) {
		if i == n-1 {
			out = t
		}
	})
	return out
}

// key identifies the type of an object.
func key(t types.Type, by *types.Var) any {
	if t != nil {
		if named, ok := types.Unalias(deref(t)).(*types.Named); ok {
			return named.Origin().Obj()
		}
	}
	if by != nil {
		return by
	}
	return nil
}

func byValue(t types.Type) bool {
	_, ok := t.Underlying().(*types.Struct)
	return ok
}

// viewOf computes the view of an edge between places a and b.
func (f *finder) viewOf(a, b place.Place) view {
	sa, sb := steps(a), steps(b)
	n := 0
	if a.Root == b.Root {
		for n < len(sa)-1 && n < len(sb)-1 && sa[n] == sb[n] {
			n++
		}
	}
	v := view{held: f.endOf(a, n), wants: f.endOf(b, n)}
	if a.Root == b.Root && len(sa) > 0 && len(sb) > 0 {
		v.base = f.keyAt(a, n)
	}
	return v
}

// keyAt is the key of what the first n steps of p lead to: the type that declares
// the next field, where the package does, since what an interface holds has it, too.
func (f *finder) keyAt(p place.Place, n int) any {
	all := steps(p)
	if n < len(all) && all[n] != nil && f.declares[all[n]] != nil {
		return f.declares[all[n]]
	}
	if n == 0 {
		return key(p.Root.Type(), nil)
	}
	var out any
	var by *types.Var
	walk(p, func(i int, t types.Type) {
		if all[i] != nil {
			by = all[i]
		}
		if i == n-1 {
			out = key(t, by)
		}
	})
	return out
}

// endOf is p, seen from what its first n steps lead to.
func (f *finder) endOf(p place.Place, n int) end {
	all := steps(p)
	e := end{path: all[n:]}
	cut := n // where the object of the lock begins
	only := isVariable(p.Root)
	walk(p, func(i int, t types.Type) {
		if i < len(all)-1 && (all[i] == nil || !byValue(t)) {
			cut, only = max(cut, i+1), false
		}
	})
	e.link, e.own = all[n:cut], all[cut:]
	e.owner = f.keyAt(p, cut)
	if only && (len(all) == 0 || all[len(all)-1] != nil) {
		e.whole, e.fixed = true, p
	}
	return e
}

// isVariable reports a variable that holds what it names itself.
func isVariable(v ssa.Value) bool {
	switch v.(type) {
	case *ssa.Global, *ssa.Alloc:
		return byValue(v.Type().Underlying().(*types.Pointer).Elem())
	}
	return false
}

// related reports whether two edges, of opposite direction, can be about the
// same two locks, and why.
func (f *finder) related(a, b *Edge) (Reason, bool) {
	v, w := a.view, b.view
	switch {
	case v.held.is(w.wants) && v.wants.is(w.held):
		return Package, true
	case v.base != nil && v.base == w.base && slices.Equal(v.held.path, w.wants.path) && slices.Equal(v.wants.path, w.held.path):
		return SameObject, !hasElement(v.held.path) || !hasElement(v.wants.path)
	case v.held.is(w.wants) && v.wants.alike(w.held), v.wants.is(w.held) && v.held.alike(w.wants):
		return Package, true
	}
	return Linked, linked(v, w) || f.tree(v, w)
}

func hasElement(path []*types.Var) bool { return slices.Contains(path, nil) }

// is reports the same variable of the package.
func (e end) is(o end) bool { return e.whole && o.whole && e.fixed == o.fixed }

// alike reports the same lock of objects of the same type.
func (e end) alike(o end) bool {
	return e.owner != nil && e.owner == o.owner && len(e.own) > 0 && slices.Equal(e.own, o.own)
}

// linked reports that the one object is reached from the other in v, and the
// other from the one in w.
func linked(v, w view) bool {
	if v.base == nil || w.base == nil || v.base == w.base || !v.held.alike(w.wants) || !v.wants.alike(w.held) {
		return false
	}
	down, up := v.wants.link, w.wants.link
	if len(v.held.link) > 0 { // both edges begin at the far lock
		down = v.held.link
		if len(v.wants.link) > 0 || len(w.wants.link) > 0 {
			return false
		}
		up = w.held.link
	} else if len(w.held.link) > 0 {
		return false
	}
	if hasElement(up) {
		down, up = up, down
	}
	return hops(up) == 1 && (hops(down) == 1 || hasElement(down) && hops(down) <= maxHops)
}

// maxHops is how far below an object one may be that points back to it.
const maxHops = 3

// declarations finds the named struct types of a package by their fields.
func declarations(pkg *types.Package) map[*types.Var]*types.TypeName {
	out := make(map[*types.Var]*types.TypeName)
	scope := pkg.Scope()
	for _, name := range scope.Names() {
		tn, ok := scope.Lookup(name).(*types.TypeName)
		if !ok || tn.IsAlias() {
			continue
		}
		if s, ok := tn.Type().Underlying().(*types.Struct); ok {
			for f := range s.Fields() {
				if out[f] == nil {
					out[f] = tn
				}
			}
		}
	}
	return out
}

// hops counts the fields on a way from object to object.
func hops(link []*types.Var) int {
	n := 0
	for _, f := range link {
		if f != nil {
			n++
		}
	}
	return n
}
