package maprace

import (
	"fmt"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/lockset"
	"github.com/govlint/govlint/internal/place"
	"github.com/govlint/govlint/internal/report"
	"github.com/govlint/govlint/internal/spawn"
)

// checkCopies finds a struct that is copied under a lock and whose map is
// then written outside it: the copy's map is the original's map.
//
//	mu.RLock(); c := *s.config; mu.RUnlock()
//	c.labels["a"] = "b"
func (c *checker) checkCopies(fn *ssa.Function) {
	if c.inTest(fn) {
		return
	}
	var reached []*reach
	c.locks.Walk(fn, func(in ssa.Instruction, s lockset.State) {
		st, ok := in.(*ssa.Store)
		if !ok {
			return
		}
		cell, src := c.sharedCopy(st)
		if cell == nil {
			return
		}
		if reached == nil {
			reached = c.reachOf(fn, 0)
		}
		for _, h := range s {
			if h.Must != 0 {
				c.writtenOutside(fn, st, cell, src, h, reached)
			}
		}
	})
}

// sharedCopy is the variable that st makes a copy of a shared struct, and
// what it copies.
func (c *checker) sharedCopy(st *ssa.Store) (*ssa.Alloc, place.Place) {
	cell, ok := st.Addr.(*ssa.Alloc)
	if !ok || len(c.places.Stores(cell)) != 1 {
		return nil, place.Place{}
	}
	strct, ok := st.Val.Type().Underlying().(*types.Struct)
	if !ok || !hasMap(strct) {
		return nil, place.Place{}
	}
	load, ok := st.Val.(*ssa.UnOp)
	if !ok {
		return nil, place.Place{}
	}
	src := c.places.Of(load)
	switch root := src.Root.(type) {
	case *ssa.Alloc, *ssa.MakeMap:
		return nil, place.Place{}
	default:
		if src.Path == nil && c.freshValue(root, 0) {
			return nil, place.Place{}
		}
	}
	return cell, src
}

func hasMap(st *types.Struct) bool {
	for f := range st.Fields() {
		if isMap(f.Type()) {
			return true
		}
	}
	return false
}

func (c *checker) writtenOutside(fn *ssa.Function, st *ssa.Store, cell *ssa.Alloc, src place.Place, h lockset.Held, reached []*reach) {
	id := lockset.IDOf(h.Lock)
	for _, r := range reached {
		if r.op != write || r.may[id] != 0 || r.at.Path == nil || r.at.Path.Field == nil {
			continue
		}
		up := place.Place{Root: r.at.Root, Path: r.at.Path.Up}
		if up != src && up != (place.Place{Root: cell}) || c.places.Assigned(cell, r.at.Path.Field) {
			continue
		}
		first := r.chain[0].instr
		if !spawn.Reaches(st, first, nil) {
			continue
		}
		pos := first.Pos()
		name := cell.Comment + "." + r.at.Path.Field.Name()
		c.emit(fn, name, report.Finding{
			Kind: "inconsistent-guard", Pos: pos,
			Message: fmt.Sprintf("map %s is written outside %s, but it is the same map as the original's: the struct was copied at %s, its map was not; clone the map as well",
				name, c.places.Name(h.Lock), c.where(copyPos(st))),
			Witness: []report.Step{
				{Pos: copyPos(st), Text: fmt.Sprintf("%s is copied to %s, holding %s", c.places.Name(src), cell.Comment, c.places.Name(h.Lock))},
				{Pos: r.pos, Text: "map " + name + " is written in " + funcName(r.chain[len(r.chain)-1].fn) + ", without it"},
				{Pos: fn.Pos(), Text: "whoever holds " + c.places.Name(h.Lock) + " meanwhile uses the same map"},
			},
			Fixes: c.cloneCopied(fn, cell, copyPos(st), r.at.Path.Field),
		})
		return
	}
}

// copyPos is where the source says so: a store made by := has no position.
func copyPos(st *ssa.Store) tokenPos {
	if st.Pos().IsValid() {
		return st.Pos()
	}
	if load, ok := st.Val.(*ssa.UnOp); ok && load.Pos().IsValid() {
		return load.Pos()
	}
	return st.Addr.Pos()
}
