package maprace

import (
	"fmt"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/lockset"
	"github.com/govlint/govlint/internal/place"
	"github.com/govlint/govlint/internal/report"
	"github.com/govlint/govlint/internal/spawn"
)

// atomicMap reports a as a finding, and returns true, when it writes in place
// to a map that was loaded from an atomic.Value or atomic.Pointer. Readers
// load the same map with no lock, so only a replacement is safe.
func (c *checker) atomicMap(fn *ssa.Function, a access, s lockset.State) bool {
	load, at := c.atomicLoad(a.at.Root)
	if load == nil || a.at.Last() != nil {
		return false
	}
	if c.maybeLocked(fn, s) && !c.readBare(at, load) {
		return false
	}
	name := c.nameAt(a.pos, a.at)
	c.emit(fn, identity(a.at), report.Finding{
		Kind: "unguarded", Pos: a.pos,
		Message: fmt.Sprintf("map %s is written here in place, but it was loaded from %s at %s; whoever loads it there reads the same map meanwhile; store a changed copy",
			name, c.places.Name(at), c.where(load.Pos())),
		Witness: []report.Step{
			{Pos: load.Pos(), Text: "map " + name + " is loaded from " + c.places.Name(at)},
			{Pos: a.pos, Text: "and written in " + funcName(fn) + "; an atomic keeps the pointer whole, not the map behind it"},
		},
	})
	return true
}

// atomicLoad is the Load that v came from, and the atomic it loads.
func (c *checker) atomicLoad(v ssa.Value) (*ssa.Call, place.Place) {
	call, ok := v.(*ssa.Call)
	if !ok || len(call.Call.Args) == 0 {
		return nil, place.Place{}
	}
	fn := spawn.CalleeObject(call.Common())
	if fn == nil || fn.Pkg() == nil || fn.Pkg().Path() != "sync/atomic" || fn.Name() != "Load" {
		return nil, place.Place{}
	}
	if !strings.Contains(fn.FullName(), "Value)") && !strings.Contains(fn.FullName(), "Pointer") {
		return nil, place.Place{}
	}
	at := c.places.Of(call.Call.Args[0])
	if at.Class() == nil {
		return nil, place.Place{}
	}
	return call, at
}

// readBare reports whether the atomic is loaded elsewhere with no lock held.
func (c *checker) readBare(at place.Place, but *ssa.Call) bool {
	found := false
	for _, fn := range c.pkg.Funcs {
		if found || c.inTest(fn) {
			continue
		}
		c.locks.Walk(fn, func(in ssa.Instruction, s lockset.State) {
			call, ok := in.(*ssa.Call)
			if !ok || call == but || found {
				return
			}
			if load, p := c.atomicLoad(call); load != nil && p.Class() == at.Class() && !c.maybeLocked(fn, s) {
				found = true
			}
		})
	}
	return found
}
