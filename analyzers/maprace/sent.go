package maprace

import (
	"fmt"

	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/report"
	"github.com/govlint/govlint/internal/spawn"
)

// checkSent finds a map that is sent over a channel and then written by the
// sender, which waits for nothing in between: the receiver has the same map.
func (c *checker) checkSent(fn *ssa.Function) {
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			send, ok := in.(*ssa.Send)
			if ok && isMap(send.X.Type()) {
				c.writtenAfter(fn, send)
			}
		}
	}
}

func (c *checker) writtenAfter(fn *ssa.Function, send *ssa.Send) {
	at := c.places.Of(send.X)
	if at.Path != nil {
		return // a shared map: leaked-ref's business
	}
	for _, r := range c.reachOf(fn, 0) {
		first := r.chain[0].instr
		if r.op != write || r.at != at || !spawn.Reaches(send, first, rootBlock(at, fn)) || first.Block() == rootBlock(at, fn) && !spawn.Reaches(send, first, nil) {
			continue
		}
		waits := false
		for _, e := range c.spawns.Before(send, first, rootBlock(at, fn)) {
			waits = waits || e.Waits() && e.Object != any(at.Root)
		}
		if waits {
			continue
		}
		name := c.nameAt(r.pos, r.at)
		c.emit(fn, identity(r.at), report.Finding{
			Kind: "unguarded", Pos: r.pos,
			Message: fmt.Sprintf("map %s is written here after it was sent to another goroutine at %s; the receiver has the same map and can use it meanwhile; send a copy, or a new map each time",
				name, c.where(send.Pos())),
			Witness: []report.Step{
				{Pos: send.Pos(), Text: "map " + name + " is sent"},
				{Pos: r.pos, Text: "and written in " + funcName(fn) + ", with nothing received in between"},
			},
			Fixes: c.cloneSent(fn, send),
		})
		return
	}
}
