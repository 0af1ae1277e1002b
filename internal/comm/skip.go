package comm

import "golang.org/x/tools/go/ssa"

// A skip is a branch whose sides cannot matter: control goes straight to where
// they meet again.
type skip struct {
	to   *ssa.BasicBlock
	regs []int // what the sides compute, unknown afterwards
}

func (x *explorer) skip(f *function, b *ssa.BasicBlock) *skip { return f.skips[b] }

func (st *state) takeSkip(f *frame, sk *skip) {
	for _, r := range sk.regs {
		f.regs[r] = 0
	}
	f.block, f.index = sk.to, 0
}
