package maprace

import (
	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/lockset"
)

// checkSections looks at the critical sections of fn one by one: a lock
// upgraded inside its own read section, a map handed out of its section, a
// decision carried from one section into the next.
func (c *checker) checkSections(fn *ssa.Function) {
	f := &sections{c: c, fn: fn, at: make(map[ssa.Instruction]lockset.State)}
	c.locks.Walk(fn, func(in ssa.Instruction, s lockset.State) {
		f.at[in] = s
		f.order = append(f.order, in)
	})
	for _, in := range f.order {
		if call, ok := in.(*ssa.Call); ok {
			f.upgrade(call)
		}
		if up, ok := in.(*ssa.MapUpdate); ok {
			f.actAfterCheck(up)
		}
		f.leak(in)
	}
	f.syncMaps()
}

type sections struct {
	c     *checker
	fn    *ssa.Function
	at    map[ssa.Instruction]lockset.State
	order []ssa.Instruction
}
