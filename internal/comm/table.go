package comm

import "slices"

// A table finds the nodes without a constant or function, which are most of what
// is interned, by their parts: expressions, tuples, interfaces. Types are compared
// and do not count for the place, since they differ by little else.
type table struct {
	vals []val // by place, or the next free one; 0 is free
	size int
}

const (
	firstPlaces = 1 << 8
	sparePlaces = 1 << 13 // more are not worth emptying
)

// reset is the table empty again.
func (t *table) reset() table {
	if len(t.vals) > sparePlaces {
		return table{}
	}
	clear(t.vals)
	return table{vals: t.vals}
}

func (t *table) intern(vs *values, n node) val {
	if 2*t.size >= len(t.vals) {
		t.grow(vs)
	}
	at := t.find(vs, &n)
	if t.vals[at] == 0 {
		t.vals[at] = vs.add(n)
		t.size++
	}
	return t.vals[at]
}

// find is the place of n, or the one where it belongs.
func (t *table) find(vs *values, n *node) int {
	mask := len(t.vals) - 1
	at := int(n.hash()) & mask
	for t.vals[at] != 0 && !vs.of(t.vals[at]).equal(n) {
		at = (at + 1) & mask
	}
	return at
}

func (t *table) grow(vs *values) {
	old := t.vals
	t.vals = make([]val, max(firstPlaces, 2*len(old)))
	for _, v := range old {
		if v != 0 {
			t.vals[t.find(vs, vs.of(v))] = v
		}
	}
}

func (n *node) hash() uint32 {
	h := uint64(n.kind)<<40 ^ uint64(n.op)<<32 ^ uint64(uint32(n.obj))<<8 ^ uint64(uint32(n.field))
	h *= 0xff51afd7ed558ccd
	for _, a := range n.args {
		h = (h ^ h>>29 ^ uint64(uint32(a))) * 0xc4ceb9fe1a85ec53
	}
	return uint32(h >> 32)
}

func (n *node) equal(m *node) bool {
	return n.kind == m.kind && n.op == m.op && n.obj == m.obj && n.field == m.field && n.typ == m.typ && slices.Equal(n.args, m.args)
}
