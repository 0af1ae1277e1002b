package comm

import (
	"go/types"
	"math/bits"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// A function is what the exploration needs to know of the code of one
// function: numbers for its values, and which of them are still used where.
type function struct {
	fn     *ssa.Function
	reg    map[ssa.Value]int
	slot   []int     // by number, where frames keep the value
	width  int       // of frames
	in     []set     // by block, what is used at its start
	memo   [][][]int // by block and index, what liveAt found; nil until asked
	after  []set     // by block, those that can run after it; nil until asked
	defers []*ssa.Defer
	starts []uint8 // by block, whether the loop that it decides on starts goroutines: 1 no, 2 yes, 0 until asked
}

type set []uint64

func (s set) add(i int)  { s[i/64] |= 1 << (i % 64) }
func (s set) drop(i int) { s[i/64] &^= 1 << (i % 64) }

func (s set) has(i int) bool { return s[i/64]&(1<<(i%64)) != 0 }

func (s set) merge(t set) (changed bool) {
	for i := range s {
		if n := s[i] | t[i]; n != s[i] {
			s[i], changed = n, true
		}
	}
	return changed
}

func newFunction(fn *ssa.Function) *function {
	f := &function{fn: fn, reg: make(map[ssa.Value]int), memo: make([][][]int, len(fn.Blocks))}
	number := func(v ssa.Value) { f.reg[v] = len(f.reg) }
	for _, p := range fn.Params {
		number(p)
	}
	for _, v := range fn.FreeVars {
		number(v)
	}
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			if v, ok := in.(ssa.Value); ok {
				number(v)
			}
			if d, ok := in.(*ssa.Defer); ok {
				f.defers = append(f.defers, d)
			}
		}
	}
	f.liveness()
	f.slots()
	f.after, f.starts = make([]set, len(fn.Blocks)), make([]uint8, len(fn.Blocks))
	return f
}

func (f *function) newSet() set { return make(set, (len(f.reg)+63)/64) }

func (f *function) liveness() {
	f.in = make([]set, len(f.fn.Blocks))
	for i := range f.in {
		f.in[i] = f.newSet()
	}
	for changed := true; changed; {
		changed = false
		for i := len(f.fn.Blocks) - 1; i >= 0; i-- {
			b := f.fn.Blocks[i]
			if f.in[i].merge(f.before(b, 0)) {
				changed = true
			}
		}
	}
}

// before is the set of values used from instruction number index of b on.
func (f *function) before(b *ssa.BasicBlock, index int) set {
	s := f.newSet()
	for _, succ := range b.Succs {
		s.merge(f.in[succ.Index])
	}
	for _, succ := range b.Succs {
		for _, in := range succ.Instrs {
			phi, ok := in.(*ssa.Phi)
			if !ok {
				break
			}
			for i, pred := range succ.Preds {
				if pred == b {
					f.use(s, phi.Edges[i])
				}
			}
		}
	}
	var ops [16]*ssa.Value
	for i := len(b.Instrs) - 1; i >= index; i-- {
		in := b.Instrs[i]
		if v, ok := in.(ssa.Value); ok {
			s.drop(f.reg[v])
		}
		if _, ok := in.(*ssa.Phi); ok {
			continue
		}
		for _, o := range in.Operands(ops[:0]) {
			f.use(s, *o)
		}
	}
	return s
}

func (f *function) use(s set, v ssa.Value) {
	if r, ok := f.reg[v]; ok {
		s.add(r)
	}
}

// liveAt lists the places of the values used from an instruction on. Phis are
// assigned when their block is entered, so those of the block are in it.
func (f *function) liveAt(b *ssa.BasicBlock, index int) []int {
	memo := f.memo[b.Index]
	if memo == nil {
		memo = make([][]int, len(b.Instrs)+1)
		f.memo[b.Index] = memo
	}
	if memo[index] == nil {
		out := []int{}
		for i, w := range f.before(b, index) {
			for ; w != 0; w &= w - 1 {
				out = append(out, f.slot[i*64+bits.TrailingZeros64(w)])
			}
		}
		memo[index] = out
	}
	return memo[index]
}

// cyclic reports whether b can run again.
func (f *function) cyclic(b *ssa.BasicBlock) bool { return f.leads(b, b) }

// leads reports whether b can run after a.
func (f *function) leads(a, b *ssa.BasicBlock) bool {
	after := f.after[a.Index]
	if after == nil {
		after = make(set, (len(f.fn.Blocks)+63)/64)
		work := append([]*ssa.BasicBlock(nil), a.Succs...)
		for len(work) > 0 {
			s := work[len(work)-1]
			work = work[:len(work)-1]
			if !after.has(s.Index) {
				after.add(s.Index)
				work = append(work, s.Succs...)
			}
		}
		f.after[a.Index] = after
	}
	return after.has(b.Index)
}

// startsGoroutines reports whether the loop that b decides on starts any.
func (m *Model) startsGoroutines(f *function, b *ssa.BasicBlock) bool {
	if f.starts[b.Index] == 0 {
		f.starts[b.Index] = 1
		if m.findsStart(f, b) {
			f.starts[b.Index] = 2
		}
	}
	return f.starts[b.Index] == 2
}

func (m *Model) findsStart(f *function, b *ssa.BasicBlock) bool {
	for _, c := range f.fn.Blocks {
		if !f.cyclic(c) || !f.leads(b, c) || !f.leads(c, b) {
			continue
		}
		for _, in := range c.Instrs {
			if _, ok := in.(*ssa.Go); ok || m.isGoCall(in) {
				return true
			}
		}
	}
	return false
}

// isGoCall reports a call that starts the function it is given, or may do so.
func (m *Model) isGoCall(in ssa.Instruction) bool {
	call, ok := in.(*ssa.Call)
	if !ok {
		return false
	}
	callee := call.Common().StaticCallee()
	if callee == nil {
		return startsOne(in) // whoever gets a function may call it
	}
	if callee.Name() == "Go" {
		return true
	}
	if len(originOf(callee).Blocks) == 0 {
		return startsOne(in) // for all that is known
	}
	for _, b := range originOf(callee).Blocks {
		for _, in := range b.Instrs {
			start, ok := in.(*ssa.Go)
			if ok && takesFunc(originOf(callee)) && !start.Common().IsInvoke() {
				return true
			}
		}
	}
	return false
}

// takesFunc reports a function with a parameter that is one.
func takesFunc(fn *ssa.Function) bool {
	return slices.ContainsFunc(fn.Params, func(p *ssa.Parameter) bool {
		_, ok := p.Type().Underlying().(*types.Signature)
		return ok
	})
}
