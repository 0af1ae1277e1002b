package comm

import "golang.org/x/tools/go/ssa"

// slots gives each value of a function a place in its frames. Values that are not
// needed at the same time share one: a frame is copied at each branch, and most
// of what a long function computes is used at once.
//
// A value needs a place from its definition to its last use. In SSA form all that
// is needed where one is defined was defined in blocks that dominate this one, so
// going down the tree of dominators the first place that is free will do.
func (f *function) slots() {
	f.slot = make([]int, len(f.reg))
	for i := range f.slot {
		f.slot[i] = -1
	}
	taken := make(set, (len(f.reg)+63)/64)
	for _, p := range f.fn.Params {
		f.place(f.reg[p], taken)
	}
	for _, v := range f.fn.FreeVars {
		f.place(f.reg[v], taken)
	}
	for _, b := range f.fn.DomPreorder() {
		f.placeBlock(b)
	}
	for i, s := range f.slot { // the result of a call keeps its own: it is looked for while the call runs
		if s < 0 {
			f.slot[i] = f.width
			f.width++
		}
	}
}

// place gives the value number r the first place that is not taken.
func (f *function) place(r int, taken set) {
	s := 0
	for taken.has(s) {
		s++
	}
	taken.add(s)
	f.slot[r] = s
	f.width = max(f.width, s+1)
}

func (f *function) placeBlock(b *ssa.BasicBlock) {
	last, unused := f.lastUses(b)
	taken := f.newSet()
	for r := range f.slot {
		if f.in[b.Index].has(r) && f.slot[r] >= 0 {
			taken.add(f.slot[r])
		}
	}
	free := func(r int) {
		if f.slot[r] >= 0 {
			taken.drop(f.slot[r])
		}
	}
	phis := 0 // all of them are assigned at once
	for ; phis < len(b.Instrs); phis++ {
		phi, ok := b.Instrs[phis].(*ssa.Phi)
		if !ok {
			break
		}
		f.place(f.reg[phi], taken)
	}
	for i, in := range b.Instrs {
		for _, r := range last[i] {
			free(r)
		}
		v, ok := in.(ssa.Value)
		if _, isCall := in.(*ssa.Call); ok && !isCall && i >= phis {
			f.place(f.reg[v], taken)
		}
		if ok && unused[i] {
			free(f.reg[v])
		}
	}
}

// lastUses lists for each instruction of b the values that nobody needs after it,
// and says whether anybody needs its own.
func (f *function) lastUses(b *ssa.BasicBlock) (last [][]int, unused []bool) {
	last, unused = make([][]int, len(b.Instrs)), make([]bool, len(b.Instrs))
	live := f.before(b, len(b.Instrs))
	var ops [16]*ssa.Value
	for i := len(b.Instrs) - 1; i >= 0; i-- {
		in := b.Instrs[i]
		if v, ok := in.(ssa.Value); ok {
			unused[i] = !live.has(f.reg[v])
			live.drop(f.reg[v])
		}
		if _, ok := in.(*ssa.Phi); ok {
			continue
		}
		for _, o := range in.Operands(ops[:0]) {
			if r, ok := f.reg[*o]; ok && !live.has(r) {
				live.add(r)
				last[i] = append(last[i], r)
			}
		}
	}
	return last, unused
}
