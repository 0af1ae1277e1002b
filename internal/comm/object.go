package comm

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"
)

type objKind uint8

const (
	oCells objKind = iota // a struct, an array or a variable
	oChan
	oMap
	oMutex // and RWMutex
	oWaitGroup
	oCond
	oOnce
	oCtx
)

const (
	maxElems  = 64 // of an array that is followed element by element
	unbounded = -1 // the room of a channel whose capacity is not known
)

// An object is a piece of memory or a primitive. A state that wants to change
// one that it shares with other states copies it first.
type object struct {
	epoch int64
	kind  objKind
	typ   types.Type
	site  token.Pos
	env   bool // code that is not modelled can reach it
	given bool // unmodelled code may release the lock
	fed   bool // unmodelled code may send on the channel, and nothing else
	open  bool // cells that are not set hold something unknown, not zero

	cells []val // fields, elements, buffered values; keys and values of a map in turn
	room  int   // channel: capacity
	size  val   // channel: the capacity as it was given, or 0
	done  bool  // channel closed, context cancelled, once done
	timer timer // channel of a timer; a timer that has none and is far from its end: armed

	writer  int32               // mutex: thread that holds it, plus one
	taken   ssa.CallInstruction // mutex: where thread 0 took it last, or nil
	depth   int                 // and through how many calls
	readers []int32             // mutex: threads that hold it for reading, plus one
	count   int                 // wait group
	batch   bool                // wait group: the count was raised for several goroutines at once
	owed    *owed               // what it needs before it may be dropped, or nil
	parent  int32               // context: the one it derives from, or none
}

const none int32 = -1

// primitive tells which object kind a variable of type t is.
func primitive(t types.Type) (objKind, bool) {
	named, ok := types.Unalias(t).(*types.Named)
	if !ok || named.Obj().Pkg() == nil {
		return oCells, false
	}
	switch named.Obj().Pkg().Path() {
	case "sync":
		switch named.Obj().Name() {
		case "Mutex", "RWMutex":
			return oMutex, true
		case "WaitGroup":
			return oWaitGroup, true
		case "Cond":
			return oCond, true
		case "Once":
			return oOnce, true
		}
	case "golang.org/x/sync/errgroup":
		if named.Obj().Name() == "Group" {
			return oWaitGroup, true
		}
	}
	return oCells, false
}

// nested reports whether a variable of type t inside another one is an object
// of its own.
func nested(t types.Type) bool {
	switch t.Underlying().(type) {
	case *types.Struct, *types.Array:
		return true
	}
	return false
}

// parts is the number of cells of a variable of type t.
func parts(t types.Type) int {
	switch u := t.Underlying().(type) {
	case *types.Struct:
		return u.NumFields()
	case *types.Array:
		if u.Len() > maxElems {
			return 0
		}
		return int(u.Len())
	}
	return 1
}

// alloc makes a variable of type t. An env one belongs to code outside.
func (st *state) alloc(t types.Type, site token.Pos, env bool) int32 {
	o := &object{epoch: st.epoch, typ: t, site: site, env: env, open: env, parent: none}
	if kind, ok := primitive(t); ok {
		o.kind = kind
		if kind == oCond {
			o.cells = make([]val, 1)
		}
	} else {
		o.cells = make([]val, parts(t))
	}
	return st.add(o)
}

func (st *state) add(o *object) int32 {
	if st.objs = append(st.objs, o); len(st.objs) > maxObjects {
		st.over = true
	}
	return int32(len(st.objs) - 1)
}

// change is the object for writing.
func (st *state) change(id int32) *object {
	o := st.objs[id]
	if o.epoch == st.epoch {
		return o
	}
	c := *o
	c.epoch = st.epoch
	c.cells = append([]val(nil), o.cells...)
	c.readers = append([]int32(nil), o.readers...)
	st.objs[id] = &c
	return &c
}

// partType is the type of cell i.
func (o *object) partType(i int32) types.Type {
	switch u := o.typ.Underlying().(type) {
	case *types.Struct:
		return u.Field(int(i)).Type()
	case *types.Array:
		return u.Elem()
	}
	return o.typ
}

// part is a pointer to cell i of an object: to the object in it when it is a
// struct or an array.
func (st *state) part(id, i int32) val {
	o := st.objs[id]
	if o.kind == oCond {
		return st.x.vals.ptr(id, 0)
	}
	if o.kind != oCells || i < 0 || int(i) >= len(o.cells) {
		return st.unknown(types.NewPointer(types.Typ[types.Invalid]))
	}
	t := o.partType(i)
	if !nested(t) || o.typ == t {
		return st.x.vals.ptr(id, i)
	}
	if o.cells[i] == 0 {
		sub := st.alloc(t, o.site, o.env)
		st.objs[sub].open = o.open
		st.objs[sub].given = o.given
		st.change(id).cells[i] = st.x.vals.ptr(sub, -1)
	}
	return st.objs[id].cells[i]
}

// load reads what the pointer p points to.
func (st *state) load(p val, t types.Type) val {
	n := st.x.vals.of(p)
	if n.kind != kPtr {
		if id, ok := st.materialise(p, t); ok {
			return st.load(st.x.vals.ptr(id, -1), t)
		}
		return st.unknown(t)
	}
	o := st.objs[n.obj]
	if n.field >= 0 {
		return st.loadCell(n.obj, n.field)
	}
	if o.kind == oWaitGroup { // a copy begins with the count
		return st.x.vals.intern(node{kind: kStruct, typ: o.typ, args: []val{st.x.vals.int(int64(o.count))}})
	}
	if o.kind != oCells {
		return st.x.vals.zero(t)
	}
	if !nested(o.typ) {
		return st.loadCell(n.obj, 0)
	}
	args := make([]val, len(o.cells))
	for i := range args {
		if pt := st.objs[n.obj].partType(int32(i)); nested(pt) {
			args[i] = st.load(st.part(n.obj, int32(i)), pt)
		} else {
			args[i] = st.loadCell(n.obj, int32(i))
		}
	}
	return st.x.vals.intern(node{kind: kStruct, typ: o.typ, args: args})
}

func (st *state) loadCell(id, i int32) val {
	o := st.objs[id]
	if int(i) >= len(o.cells) {
		return st.unknown(types.Typ[types.Invalid])
	}
	if v := o.cells[i]; v != 0 {
		return v
	}
	var v val
	t := o.typ
	if o.kind == oCells {
		t = o.partType(i)
	}
	if o.open {
		v = st.fresh(o, i, t)
	} else {
		v = st.x.vals.zero(t)
	}
	st.change(id).cells[i] = v
	return v
}

// fresh is what cell i of an object from outside holds. A number in a field is a
// count or a setting and not below zero, and one that counts the goroutines that
// the package starts is zero: none of those that it counts is known to run.
func (st *state) fresh(o *object, i int32, t types.Type) val {
	_, ok := o.typ.Underlying().(*types.Struct)
	if b, isBasic := t.Underlying().(*types.Basic); !ok || !isBasic || b.Info()&types.IsInteger == 0 {
		return st.x.vals.fresh(t)
	}
	if st.x.m.counts(o, int(i)) {
		return st.x.vals.int(0)
	}
	return st.x.vals.natural(t)
}

// store writes v to what p points to.
func (st *state) store(p, v val) {
	n := st.x.vals.of(p)
	if n.kind != kPtr {
		st.escape(v, false)
		st.storeOutside(p, v)
		return
	}
	o := st.objs[n.obj]
	if o.env {
		st.escape(v, false)
	}
	if n.field >= 0 {
		if int(n.field) < len(o.cells) {
			st.change(n.obj).cells[n.field] = v
		}
		return
	}
	if whole := st.x.vals.of(v); o.kind == oWaitGroup && whole.kind == kStruct && len(whole.args) == 1 {
		count, _ := st.x.vals.constInt(whole.args[0])
		st.change(n.obj).count = int(count)
		return
	}
	if o.kind != oCells {
		return
	}
	if !nested(o.typ) {
		st.change(n.obj).cells[0] = v
		return
	}
	st.storeParts(n.obj, v)
}

// storeOutside writes v to a variable outside, that of a function around this one
// for example: who reads it by the same pointer reads v.
func (st *state) storeOutside(p, v val) {
	pt, ok := st.x.vals.of(p).typ.(*types.Pointer)
	if !ok || nested(pt.Elem()) {
		return
	}
	if id, ok := st.materialise(p, pt.Elem()); ok && st.objs[id].kind == oCells {
		st.change(id).cells[0] = v
	}
}

func (st *state) storeParts(id int32, v val) {
	whole := st.x.vals.of(v)
	o := st.objs[id]
	for i := range o.cells {
		var part val
		t := o.partType(int32(i))
		if whole.kind == kStruct && i < len(whole.args) {
			part = whole.args[i]
		} else {
			part = st.x.vals.expr(token.PERIOD, t, v, st.x.vals.int(int64(i)))
		}
		if nested(t) {
			st.store(st.part(id, int32(i)), part)
		} else {
			st.change(id).cells[i] = part
		}
	}
}
