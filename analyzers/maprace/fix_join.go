package maprace

import (
	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/spawn"
)

// joinBroken reports a goroutine of fn's declaration that adds itself to a wait
// group: the Wait it was meant for may come first. That is a race of its own,
// which no lock around the map mends, and with the join in order the map may
// need none.
//
//	go func() {
//		wg.Add(1) // too late
//		defer wg.Done()
func (c *checker) joinBroken(fn *ssa.Function) bool {
	for fn.Parent() != nil {
		fn = fn.Parent()
	}
	for _, f := range withLiterals(fn) {
		for _, b := range f.Blocks {
			for _, in := range b.Instrs {
				start, ok := in.(*ssa.Go)
				if !ok {
					continue
				}
				if target, _ := c.places.Callee(start.Common()); target != nil && addsItself(target) {
					return true
				}
			}
		}
	}
	return false
}

// joinsLate reports an access of such a goroutine.
func (c *checker) joinsLate(o *observation) bool {
	root := o.ctx.root
	return c.joinBroken(root.fn) || root.kind == rootGoroutine && addsItself(root.fn)
}

// addsItself reports a call of Add on a wait group which fn does not make.
func addsItself(fn *ssa.Function) bool {
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			call, ok := in.(*ssa.Call)
			if !ok {
				continue
			}
			obj := spawn.CalleeObject(call.Common())
			if obj == nil || obj.FullName() != "(*sync.WaitGroup).Add" || len(call.Call.Args) == 0 {
				continue
			}
			if _, own := call.Call.Args[0].(*ssa.Alloc); !own {
				return true
			}
		}
	}
	return false
}
