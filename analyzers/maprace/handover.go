package maprace

import (
	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/lockset"
	"github.com/govlint/govlint/internal/spawn"
)

// handedLocks are the locks that the starter surely holds when it starts the
// goroutine of site, and that the goroutine gives up without having taken them:
// it holds them from its first instruction on.
//
//	b.mu.Lock()
//	go func() { defer b.mu.Unlock(); b.replay() }()
func (c *checker) handedLocks(site *spawn.Site) map[lockset.ID]lockset.Mode {
	if site.Runs != "goroutine" {
		return nil
	}
	effect := c.locks.Effect(site.Fn)
	if effect == nil || len(effect.Released) == 0 {
		return nil
	}
	var held map[lockset.ID]lockset.Mode
	c.locks.Walk(site.Instr.Parent(), func(in ssa.Instruction, s lockset.State) {
		if in != site.Instr {
			return
		}
		for _, p := range effect.Released {
			id := lockset.IDOf(p)
			for _, h := range s {
				if h.Must == 0 || lockset.IDOf(h.Lock) != id {
					continue
				}
				if held == nil {
					held = make(map[lockset.ID]lockset.Mode)
				}
				held[id] = h.Must
			}
		}
	})
	return held
}
