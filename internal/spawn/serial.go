package spawn

import (
	"slices"

	"golang.org/x/tools/go/ssa"
)

// serial reports whether fn calls param only with a mutex held: then the
// goroutines that run fn take turns, as those of a concurrent walk do that
// calls back one entry at a time.
func (s *Spawns) serial(fn *ssa.Function, param *ssa.Parameter) bool {
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			call, ok := in.(ssa.CallInstruction)
			if ok && !call.Common().IsInvoke() && s.is(call.Common().Value, param) && !afterLock(call) {
				return false
			}
		}
	}
	return true
}

// afterLock reports whether the nearest lock operation on the way to in, as
// dominators tell it, takes a mutex.
func afterLock(in ssa.Instruction) bool {
	b := in.Block()
	before := b.Instrs[:index(in)]
	for {
		for _, x := range slices.Backward(before) {
			if call, ok := x.(*ssa.Call); ok {
				switch fn := calleeObject(call.Common()); {
				case fn == nil || fn.Pkg() == nil || fn.Pkg().Path() != "sync":
				case fn.Name() == "Lock":
					return true
				case fn.Name() == "Unlock":
					return false
				}
			}
		}
		if b = b.Idom(); b == nil {
			return false
		}
		before = b.Instrs
	}
}
