package comm

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// A slice is its array object, an offset and a length; the array is an object
// whose cells grow as they are named. Elements that share an array after an
// append are copied, which Go does only when the array is full.

func (st *state) newSlice(elem types.Type, cells []val, site token.Pos, env bool) val {
	vs := st.x.vals
	id := st.add(&object{epoch: st.epoch, kind: oCells, typ: types.NewArray(elem, int64(len(cells))),
		cells: cells, site: site, env: env, open: env, parent: none})
	return vs.intern(node{kind: kSlice, obj: id, args: []val{vs.int(0), vs.int(int64(len(cells)))}})
}

func (st *state) makeSlice(in *ssa.MakeSlice, size val) val {
	elem := in.Type().Underlying().(*types.Slice).Elem()
	n, ok := st.x.vals.constInt(st.settled(size))
	if !ok || n < 0 || n > maxElems {
		return st.x.vals.fresh(in.Type())
	}
	return st.newSlice(elem, make([]val, n), in.Pos(), false)
}

// sliceOf is the array, offset and length of a slice that is followed.
func (st *state) sliceOf(x val) (id int32, off, n int64, ok bool) {
	sl := st.x.vals.of(x)
	if sl.kind != kSlice {
		return 0, 0, 0, false
	}
	off, _ = st.x.vals.constInt(sl.args[0])
	n, _ = st.x.vals.constInt(sl.args[1])
	return sl.obj, off, n, true
}

func (st *state) indexAddr(x, index val, in *ssa.IndexAddr) val {
	vs := st.x.vals
	i, known := vs.constInt(st.settled(index))
	if id, off, n, ok := st.sliceOf(x); ok {
		if known && i >= 0 && i < n {
			return st.part(id, int32(off+i))
		}
		st.escape(x, false) // which one is not known, but the same for the same index
		return vs.expr(token.LBRACK, in.Type(), x, index)
	}
	if n := vs.of(x); n.kind == kPtr && n.field < 0 {
		if known && i >= 0 && int(i) < len(st.objs[n.obj].cells) {
			return st.part(n.obj, int32(i))
		}
		st.escape(x, false)
		return vs.expr(token.LBRACK, in.Type(), x, index)
	}
	if vs.isNull(x) {
		st.over = true
	}
	return vs.expr(token.LBRACK, in.Type(), x, index)
}

func (st *state) slice(f *frame, in *ssa.Slice) val {
	vs := st.x.vals
	x := st.value(f, in.X)
	bound := func(v ssa.Value, otherwise int64) (int64, bool) {
		if v == nil {
			return otherwise, true
		}
		return vs.constInt(st.settled(st.value(f, v)))
	}
	id, off, n, ok := st.sliceOf(x)
	if p := vs.of(x); p.kind == kPtr && p.field < 0 && st.objs[p.obj].kind == oCells {
		if _, isArray := st.objs[p.obj].typ.Underlying().(*types.Array); isArray {
			id, off, n, ok = p.obj, 0, int64(len(st.objs[p.obj].cells)), true
		}
	}
	if ok {
		lo, ok1 := bound(in.Low, 0)
		hi, ok2 := bound(in.High, n)
		if ok1 && ok2 && lo >= 0 && lo <= hi && off+hi <= int64(len(st.objs[id].cells)) {
			return vs.intern(node{kind: kSlice, obj: id, args: []val{vs.int(off + lo), vs.int(hi - lo)}})
		}
		st.escape(x, false)
		return vs.fresh(in.Type())
	}
	if in.Low == nil && in.High == nil {
		return x
	}
	return vs.fresh(in.Type())
}

// elements are the values in a slice that is followed.
func (st *state) elements(x val) ([]val, bool) {
	if st.x.vals.isNull(x) {
		return nil, true
	}
	id, off, n, ok := st.sliceOf(x)
	if !ok {
		return nil, false
	}
	elem := st.objs[id].partType(0)
	out := make([]val, n)
	for i := range out {
		out[i] = st.load(st.part(id, int32(off)+int32(i)), elem)
	}
	return out, true
}

func (st *state) appended(x, more val, t types.Type) val {
	a, ok1 := st.elements(x)
	b, ok2 := st.elements(more)
	if !ok1 || !ok2 || len(a)+len(b) > maxElems {
		st.escape(x, false)
		st.escape(more, false)
		return st.x.vals.fresh(t)
	}
	elem := t.Underlying().(*types.Slice).Elem()
	all := append(a[:len(a):len(a)], b...)
	out := st.newSlice(elem, make([]val, len(all)), token.NoPos, false)
	id, _, _, _ := st.sliceOf(out)
	for i, v := range all {
		st.store(st.part(id, int32(i)), v)
	}
	return out
}

// length is len(x), the same unknown for the same unknown x.
func (st *state) length(x val, t types.Type) val {
	vs := st.x.vals
	n := vs.of(x)
	switch n.kind {
	case kSlice:
		return n.args[1]
	case kMap:
		if !st.objs[n.obj].open {
			return vs.int(int64(len(st.objs[n.obj].cells) / 2))
		}
	case kChan:
		return vs.fresh(t)
	case kConst:
		if n.c == nil {
			return vs.int(0)
		}
		return vs.fresh(t)
	}
	if list, ok := st.x.lists[x]; ok {
		if vs.of(list).kind == kSym {
			return list
		}
		x = list
	}
	return vs.expr(token.ELLIPSIS, t, x)
}

// capacity is cap(x), that of a channel the number that it was made with.
func (st *state) capacity(x val) val {
	if n := st.x.vals.of(x); n.kind == kChan && n.obj >= 0 && st.objs[n.obj].size != 0 {
		return st.settled(st.objs[n.obj].size)
	}
	return st.x.vals.expr(token.GTR, types.Typ[types.Int], x)
}

func (st *state) mapStore(m, key, v val) {
	n := st.x.vals.of(m)
	if n.kind != kMap {
		if st.x.vals.isNull(m) {
			st.over = true
		}
		st.escape(v, false)
		st.escape(key, false)
		return
	}
	if st.objs[n.obj].env {
		st.escape(v, false)
		st.escape(key, false)
	}
	o := st.change(n.obj)
	for i := 0; i+1 < len(o.cells); i += 2 {
		if o.cells[i] == key {
			o.cells[i+1] = v
			return
		}
	}
	if st.x.vals.of(key).kind != kConst {
		o.open = true // it may be a key that is there
	}
	if len(o.cells) >= 2*maxElems {
		st.escape(v, false)
		st.escape(key, false)
		return
	}
	o.cells = append(o.cells, key, v)
}

func (st *state) mapDelete(m, key val) {
	n := st.x.vals.of(m)
	if n.kind != kMap {
		return
	}
	o := st.change(n.obj)
	for i := 0; i+1 < len(o.cells); i += 2 {
		if o.cells[i] == key {
			o.cells = append(append([]val(nil), o.cells[:i]...), o.cells[i+2:]...)
			return
		}
	}
	if st.x.vals.of(key).kind != kConst {
		o.open = true
	}
}

func (st *state) lookup(m, key val, in *ssa.Lookup) val {
	vs := st.x.vals
	elem, isMap := in.X.Type().Underlying().(*types.Map)
	if !isMap {
		return vs.fresh(in.Type())
	}
	result := func(v, ok val) val {
		if in.CommaOk {
			return vs.tuple(v, ok)
		}
		return v
	}
	n := vs.of(m)
	if vs.isNull(m) {
		return result(vs.zero(elem.Elem()), vs.bool(false))
	}
	if n.kind == kMap {
		o := st.objs[n.obj]
		for i := 0; i+1 < len(o.cells); i += 2 {
			if o.cells[i] == key {
				return result(o.cells[i+1], vs.bool(true))
			}
		}
		if !o.open && vs.of(key).kind == kConst {
			return result(vs.zero(elem.Elem()), vs.bool(false))
		}
		st.escape(m, false) // some element of it
		return result(vs.fresh(elem.Elem()), vs.fresh(types.Typ[types.Bool]))
	}
	v := vs.expr(token.LBRACK, elem.Elem(), m, key)
	return result(v, vs.expr(token.IMPORT, types.Typ[types.Bool], m, key))
}

// An iterator is a variable that holds the number of the next element.
func (st *state) rangeOver(x val) val {
	vs := st.x.vals
	id := st.add(&object{epoch: st.epoch, kind: oCells, typ: types.Typ[types.Int], cells: []val{vs.int(0)}, parent: none})
	return vs.tuple(vs.ptr(id, -1), x)
}

func (st *state) nextOf(iter val, in *ssa.Next) val {
	vs := st.x.vals
	tuple := in.Type().(*types.Tuple)
	kt, vt := tuple.At(1).Type(), tuple.At(2).Type()
	n := vs.of(iter)
	if n.kind != kStruct || len(n.args) != 2 {
		return vs.tuple(vs.fresh(types.Typ[types.Bool]), vs.fresh(kt), vs.fresh(vt))
	}
	pos, x := n.args[0], n.args[1]
	at := st.load(pos, types.Typ[types.Int])
	i, _ := vs.constInt(at)
	st.store(pos, vs.int(i+1))
	if m := vs.of(x); m.kind == kMap && !st.objs[m.obj].open {
		o := st.objs[m.obj]
		if 2*int(i)+1 < len(o.cells) {
			return vs.tuple(vs.bool(true), o.cells[2*i], o.cells[2*i+1])
		}
		return vs.tuple(vs.bool(false), vs.zeroOrNull(kt), vs.zeroOrNull(vt))
	} else if m.kind == kMap {
		st.escape(x, false)
	}
	size := st.length(x, types.Typ[types.Int])
	if in.IsString {
		size = vs.expr(token.ELLIPSIS, types.Typ[types.Int], x)
	}
	more := st.binary(token.LSS, vs.int(i), size, types.Typ[types.Bool])
	return vs.tuple(more, vs.expr(token.RANGE, kt, x, vs.int(i)), vs.expr(token.LBRACK, vt, x, vs.expr(token.RANGE, kt, x, vs.int(i))))
}

func (vs *values) zeroOrNull(t types.Type) val {
	if b, ok := t.(*types.Basic); ok && b.Kind() == types.Invalid {
		return vs.null()
	}
	return vs.zero(t)
}
