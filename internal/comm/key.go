package comm

import (
	"math/bits"
	"slices"
)

// A digest stands for a state: two that differ get the same one with a chance
// of one in 2^128, and then one of them is not explored.
type digest [2]uint64

// A keyer writes down a state so that states which differ only in the numbers
// of objects and unknowns, or in what nobody can use any more, are equal. What
// it writes goes into a digest at once. One keyer serves all explorations, and
// knows the entries of the state at hand by their round.
type keyer struct {
	st    *state
	sum   digest
	size  int // of what was written, were it kept: 7 bits a byte
	round uint32
	objs  []objEntry // by object
	syms  []symEntry // by value
	work  []int32    // objects that were named and not yet written
	count uint32     // of unknowns that were named
}

type objEntry struct{ round, number uint32 }

type symEntry struct {
	round  uint32
	number uint32 // of an unknown that was named, from 1
	obj    int32  // what it points to, or none
}

func (st *state) key() digest {
	k := &st.x.m.keyer
	k.start(st)
	for _, t := range st.threads {
		k.thread(t)
	}
	for id, o := range st.objs { // what is dropped is not forgotten, nor is what is held
		if o.owed != nil && !o.env && !o.owed.released || o.kind == oMutex && (o.writer != 0 || len(o.readers) > 0) {
			k.ref(int32(id))
		}
	}
	for _, m := range st.mats { // what every function can name
		if st.x.isGlobal(m.sym) {
			k.value(m.sym)
		}
	}
	for i := 0; i < len(k.work); i++ {
		k.object(k.work[i])
	}
	k.facts()
	st.x.budget -= k.size / 8
	return k.sum
}

// start begins with another state.
func (k *keyer) start(st *state) {
	k.st, k.sum, k.size, k.count, k.work = st, digest{}, 0, 0, k.work[:0]
	k.round++
	if n := len(st.objs); n > len(k.objs) {
		k.objs = append(k.objs, make([]objEntry, n-len(k.objs)+64)...)
	}
	if n := len(st.x.vals.nodes); n > len(k.syms) {
		k.syms = append(k.syms, make([]symEntry, n-len(k.syms)+1024)...)
	}
	for _, m := range st.mats {
		k.syms[m.sym] = symEntry{round: k.round, obj: m.obj}
	}
}

// facts writes what was assumed of values that can be had again, and makes the
// state forget the rest.
func (k *keyer) facts() {
	st := k.st
	kept := st.facts
	for i, f := range st.facts {
		if !k.known(f.of) {
			if len(kept) == len(st.facts) {
				kept = slices.Clone(st.facts[:i])
			}
			continue
		}
		if len(kept) < len(st.facts) {
			kept = append(kept, f)
		}
		k.num(0xfac7)
		k.value(f.of)
		k.num(uint32(f.truth))
		k.num(uint32(f.lo))
		k.num(uint32(f.hi))
	}
	st.facts = kept
}

// num writes a number: each half of the sum is taken through a bijection that
// depends on it.
func (k *keyer) num(n uint32) {
	k.size += (bits.Len32(n|1) + 6) / 7
	x := uint64(n) + 0x9e3779b97f4a7c15
	a := (k.sum[0] ^ x*0xff51afd7ed558ccd) * 0xc4ceb9fe1a85ec53
	b := (bits.RotateLeft64(k.sum[1], 29) + x) * 0x9fb21c651e98df25
	k.sum = digest{a ^ a>>32, b ^ b>>29}
}

func (k *keyer) thread(t *thread) {
	k.num(0x7e)
	if t.id == 0 {
		k.num(1)
	}
	for i, f := range t.frames {
		if f.acts != nil {
			k.acts(f)
			continue
		}
		at := f.index
		if i < len(t.frames)-1 {
			at++
		}
		k.num(k.st.x.m.number(f.fn.fn))
		k.num(uint32(f.block.Index))
		k.num(uint32(f.index))
		for _, r := range f.fn.liveAt(f.block, at) {
			k.value(f.regs[r])
		}
		k.num(uint32(len(f.defers)))
		for _, d := range f.defers {
			k.value(d)
		}
		for i, c := range f.counts {
			if c > 0 {
				k.num(uint32(i)<<8 | uint32(c))
			}
		}
	}
	k.num(uint32(t.waits))
	if t.asked {
		k.num(2)
	}
	if t.group >= 0 {
		k.ref(t.group)
	}
	if t.op != nil {
		for _, a := range t.op.arms {
			k.value(a.value)
			if a.obj >= 0 {
				k.ref(a.obj)
			}
		}
	}
}

func (k *keyer) acts(f *frame) {
	k.num(0xac75)
	k.num(uint32(f.in.Pos()))
	k.num(uint32(f.index))
	k.value(f.result)
	if f.back {
		k.num(1)
	}
	for _, v := range append(f.regs[:len(f.regs):len(f.regs)], f.defers...) {
		k.value(v)
	}
	for i := range f.acts.Steps {
		k.num(uint32(f.counts[i]))
	}
}

func (k *keyer) ref(id int32) {
	e := &k.objs[id]
	if e.round != k.round {
		k.work = append(k.work, id)
		*e = objEntry{k.round, uint32(len(k.work))}
	}
	k.num(e.number)
}

func (k *keyer) value(v val) {
	if v == 0 {
		k.num(0)
		return
	}
	n := k.st.x.vals.of(v)
	k.num(uint32(n.kind))
	switch n.kind {
	case kConst, kBuiltin, kMethod:
		k.num(uint32(v))
	case kSym:
		e := k.entry(v)
		if e.number == 0 {
			k.count++
			e.number = k.count
		}
		k.num(e.number<<1 | uint32(n.field))
		k.mat(v)
	case kPtr, kChan, kMap, kSlice, kCtx, kCancel, kRLocker:
		if n.obj >= 0 {
			k.ref(n.obj)
		}
		k.num(uint32(n.field + 1))
	case kFunc:
		k.num(k.st.x.m.number(n.fn))
	case kExpr:
		k.num(uint32(n.op))
		k.mat(v)
	}
	k.num(uint32(len(n.args)))
	for _, a := range n.args {
		k.value(a)
	}
}

// entry is what is known of v in this state.
func (k *keyer) entry(v val) *symEntry {
	e := &k.syms[v]
	if e.round != k.round {
		*e = symEntry{round: k.round, obj: none}
	}
	return e
}

func (k *keyer) mat(v val) {
	if e := k.entry(v); e.obj >= 0 {
		k.ref(e.obj)
	}
}

// known reports whether a value that was written down can lead to v.
func (k *keyer) known(v val) bool {
	n := k.st.x.vals.of(v)
	if n.kind == kSym {
		return k.entry(v).number > 0
	}
	for _, a := range n.args {
		if !k.known(a) {
			return false
		}
	}
	return true
}

func (k *keyer) object(id int32) {
	o := k.st.objs[id]
	k.num(uint32(o.kind))
	flags := uint32(0)
	for i, b := range []bool{o.env, o.given, o.open, o.done, o.fed, o.owed != nil, o.owed != nil && o.owed.released, o.batch} {
		if b {
			flags |= 1 << i
		}
	}
	k.num(flags)
	k.num(uint32(len(o.cells)))
	for _, c := range o.cells {
		k.value(c)
	}
	k.num(uint32(o.room + 1))
	k.value(o.size)
	k.num(uint32(o.count))
	k.num(uint32(o.timer))
	k.holder(o.writer)
	for _, r := range o.readers {
		k.holder(r)
	}
	if o.parent >= 0 {
		k.ref(o.parent)
	}
}

// holder writes the place of a thread among those that run; one that has
// ended is like any other that has.
func (k *keyer) holder(h int32) {
	for i, t := range k.st.threads {
		if t.id == h-1 {
			k.num(uint32(i) + 2)
			return
		}
	}
	if h != 0 {
		k.num(1)
		return
	}
	k.num(0)
}
