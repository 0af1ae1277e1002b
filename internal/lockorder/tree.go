package lockorder

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/place"
)

// tree reports two edges between objects of one type, of which the one goes the
// way that the other comes back: from a parent to its children, and from a child
// to its parent. That it does is taken from a function that sets both.
func (f *finder) tree(v, w view) bool {
	if v.base == nil || v.base != w.base || len(v.held.link)+len(w.held.link) > 0 {
		return false
	}
	if !v.held.alike(w.wants) || !v.wants.alike(w.held) || hops(v.wants.link) != 1 || hops(w.wants.link) != 1 {
		return false
	}
	down, up := v.wants.link, w.wants.link
	if hasElement(up) {
		down, up = up, down
	}
	return !hasElement(up) && down[0] != nil && down[0] != up[0] && f.inverse(down[0], up[0])
}

// inverse reports whether some function points with up from one object to another
// in which it changes down, as in
//
//	child := &node{parent: n}
//	n.children[name] = child
func (f *finder) inverse(down, up *types.Var) bool {
	for _, fn := range f.pkg.Funcs {
		if inTest(fn) {
			continue
		}
		var above, changed []place.Place
		for _, b := range fn.Blocks {
			for _, in := range b.Instrs {
				switch in := in.(type) {
				case *ssa.Store:
					switch place.FieldOf(in.Addr) {
					case up:
						above = append(above, f.places.Of(in.Val))
					case down:
						changed = append(changed, f.places.Of(in.Addr.(*ssa.FieldAddr).X))
					}
				case *ssa.MapUpdate:
					if p := f.places.Of(in.Map); p.Path != nil && p.Path.Field == down {
						changed = append(changed, place.Place{Root: p.Root, Path: p.Path.Up})
					}
				}
			}
		}
		if slices.ContainsFunc(above, func(p place.Place) bool { return slices.Contains(changed, p) }) {
			return true
		}
	}
	return false
}
