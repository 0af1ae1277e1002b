package comm

import "encoding/binary"

// A keyer writes down a state so that states which differ only in the numbers
// of objects and unknowns, or in what nobody can use any more, are equal.
type keyer struct {
	st   *state
	buf  []byte
	objs map[int32]uint32
	syms map[val]uint32
	work []int32
}

func (st *state) key() string {
	k := &keyer{st: st, objs: make(map[int32]uint32), syms: make(map[val]uint32)}
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
	var facts []fact // those about values that can be had again
	for _, f := range st.facts {
		if !k.known(f.of) {
			continue
		}
		facts = append(facts, f)
		k.num(0xfac7)
		k.value(f.of)
		k.num(uint32(f.truth))
		k.num(uint32(f.lo))
		k.num(uint32(f.hi))
	}
	st.facts = facts
	st.x.budget -= len(k.buf) / 8
	return string(k.buf)
}

func (k *keyer) num(n uint32) { k.buf = binary.AppendUvarint(k.buf, uint64(n)) }

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
	n, ok := k.objs[id]
	if !ok {
		n = uint32(len(k.objs) + 1)
		k.objs[id] = n
		k.work = append(k.work, id)
	}
	k.num(n)
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
		s, ok := k.syms[v]
		if !ok {
			s = uint32(len(k.syms) + 1)
			k.syms[v] = s
		}
		k.num(s<<1 | uint32(n.field))
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

func (k *keyer) mat(v val) {
	for _, m := range k.st.mats {
		if m.sym == v {
			k.ref(m.obj)
		}
	}
}

// known reports whether a value that was written down can lead to v.
func (k *keyer) known(v val) bool {
	n := k.st.x.vals.of(v)
	if n.kind == kSym {
		_, ok := k.syms[v]
		return ok
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
