package comm

import (
	"encoding/binary"
	"go/constant"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// A val is an interned value: equal values of one exploration are equal vals.
// The zero val is "nothing yet".
type val int32

type nodeKind uint8

const (
	kNone    nodeKind = iota
	kConst            // a constant, or nil when c is nil
	kSym              // something unknown
	kExpr             // an operation on something unknown
	kPtr              // an object (field < 0) or one cell of it
	kChan             // a channel object
	kMap              // a map object
	kSlice            // obj is the array, args are offset and length
	kFunc             // a function and what it captures
	kIface            // typ is the dynamic type, args[0] the value
	kStruct           // a struct, array or tuple by value
	kCtx              // a context; obj < 0 is one that never ends
	kBuiltin          // a builtin function
	kMethod           // an interface method, args[0] is the receiver
	kCancel           // the cancel function of a context object
	kRLocker          // the read side of a RWMutex object
)

// A node is what a val stands for. Nodes never change.
type node struct {
	kind  nodeKind
	op    token.Token
	typ   types.Type
	c     constant.Value
	fn    *ssa.Function
	meth  *types.Func
	obj   int32 // object, or serial number of a kSym
	field int32
	args  []val
}

type nodeKey struct {
	kind       nodeKind
	op         token.Token
	typ        types.Type
	c          string
	fn         *ssa.Function
	meth       *types.Func
	obj, field int32
	args       string
}

// values is the table of one exploration. Pointers, constants of the code and
// unknowns are asked for much more often than the rest, and found or made
// without a nodeKey.
type values struct {
	nodes   []node
	index   map[nodeKey]val
	plain   table
	ptrs    map[[2]int32]val
	consts  map[*ssa.Const]val
	fixed   map[ssa.Value]val // functions and builtins of the code
	ints    map[int64]val
	truths  [2]val
	nothing val
	serial  int32
}

func newValues() *values {
	return &values{nodes: make([]node, 1), index: make(map[nodeKey]val),
		ptrs: make(map[[2]int32]val), consts: make(map[*ssa.Const]val), fixed: make(map[ssa.Value]val), ints: make(map[int64]val)}
}

// reset makes the table empty again, for another exploration. One that grew
// large is not worth emptying.
func (vs *values) reset() *values {
	if cap(vs.nodes) > maxSpare {
		return newValues()
	}
	clear(vs.nodes)
	clear(vs.index)
	clear(vs.ptrs)
	clear(vs.consts)
	clear(vs.fixed)
	clear(vs.ints)
	*vs = values{nodes: vs.nodes[:1], index: vs.index, plain: vs.plain.reset(), ptrs: vs.ptrs, consts: vs.consts, fixed: vs.fixed, ints: vs.ints}
	return vs
}

const maxSpare = 1 << 14

func (vs *values) add(n node) val {
	vs.nodes = append(vs.nodes, n)
	return val(len(vs.nodes) - 1)
}

func (vs *values) of(v val) *node { return &vs.nodes[v] }

func (vs *values) intern(n node) val {
	if n.c == nil && n.fn == nil && n.meth == nil {
		return vs.plain.intern(vs, n)
	}
	key := nodeKey{kind: n.kind, op: n.op, typ: n.typ, fn: n.fn, meth: n.meth, obj: n.obj, field: n.field}
	if n.c != nil {
		key.c = n.c.ExactString()
	}
	if len(n.args) > 0 {
		b := make([]byte, 0, 4*len(n.args))
		for _, a := range n.args {
			b = binary.LittleEndian.AppendUint32(b, uint32(a))
		}
		key.args = string(b)
	}
	if v, ok := vs.index[key]; ok {
		return v
	}
	v := vs.add(n)
	vs.index[key] = v
	return v
}

func (vs *values) fresh(t types.Type) val {
	vs.serial++
	return vs.add(node{kind: kSym, typ: t, obj: vs.serial})
}

// literal is the value of a constant in the code that is not nil.
func (vs *values) literal(c *ssa.Const) val {
	v, ok := vs.consts[c]
	if !ok {
		v = vs.constant(c.Value)
		vs.consts[c] = v
	}
	return v
}

// code is the value of a function or builtin in the code.
func (vs *values) code(v ssa.Value) val {
	x, ok := vs.fixed[v]
	if ok {
		return x
	}
	switch v := v.(type) {
	case *ssa.Function:
		x = vs.intern(node{kind: kFunc, fn: v})
	case *ssa.Builtin:
		x = vs.intern(node{kind: kBuiltin, typ: v.Type(), c: stringConst(v.Name())})
	}
	vs.fixed[v] = x
	return x
}

// natural is a fresh number that is not below zero.
func (vs *values) natural(t types.Type) val {
	vs.serial++
	return vs.intern(node{kind: kSym, typ: t, obj: vs.serial, field: 1})
}

// isNatural reports a number that is not below zero: a length, or one of natural.
func (vs *values) isNatural(v val) bool {
	n := vs.of(v)
	return n.op == token.ELLIPSIS || n.kind == kSym && n.field == 1
}

func (vs *values) constant(c constant.Value) val { return vs.intern(node{kind: kConst, c: c}) }
func (vs *values) tuple(a ...val) val            { return vs.intern(node{kind: kStruct, args: a}) }

func (vs *values) int(i int64) val {
	v, ok := vs.ints[i]
	if !ok {
		v = vs.constant(constant.MakeInt64(i))
		vs.ints[i] = v
	}
	return v
}

func (vs *values) null() val {
	if vs.nothing == 0 {
		vs.nothing = vs.intern(node{kind: kConst})
	}
	return vs.nothing
}

func (vs *values) bool(b bool) val {
	v := &vs.truths[side(b)]
	if *v == 0 {
		*v = vs.constant(constant.MakeBool(b))
	}
	return *v
}

func (vs *values) ptr(obj, field int32) val {
	v, ok := vs.ptrs[[2]int32{obj, field}]
	if !ok {
		v = vs.add(node{kind: kPtr, obj: obj, field: field})
		vs.ptrs[[2]int32{obj, field}] = v
	}
	return v
}

func (vs *values) obj(kind nodeKind, obj int32) val { return vs.intern(node{kind: kind, obj: obj}) }

// expr is an operation whose result is not known; it is the same value
// whenever its operands are.
func (vs *values) expr(op token.Token, t types.Type, args ...val) val {
	return vs.intern(node{kind: kExpr, op: op, typ: t, args: args})
}

func (vs *values) isNull(v val) bool {
	n := vs.of(v)
	return n.kind == kConst && n.c == nil
}

func (vs *values) isUnknown(v val) bool {
	k := vs.of(v).kind
	return k == kSym || k == kExpr || k == kNone
}

func (vs *values) constInt(v val) (int64, bool) {
	n := vs.of(v)
	if n.kind != kConst || n.c == nil || n.c.Kind() != constant.Int {
		return 0, false
	}
	return constant.Int64Val(n.c)
}

func (vs *values) constBool(v val) (value, ok bool) {
	n := vs.of(v)
	if n.kind != kConst || n.c == nil || n.c.Kind() != constant.Bool {
		return false, false
	}
	return constant.BoolVal(n.c), true
}

// zero is the zero value of t; structs and arrays get their parts.
func (vs *values) zero(t types.Type) val {
	switch u := t.Underlying().(type) {
	case *types.Basic:
		switch {
		case u.Info()&types.IsBoolean != 0:
			return vs.bool(false)
		case u.Info()&types.IsString != 0:
			return vs.constant(constant.MakeString(""))
		case u.Info()&types.IsNumeric != 0:
			return vs.int(0)
		}
	case *types.Struct:
		args := make([]val, u.NumFields())
		for i := range args {
			args[i] = vs.zero(u.Field(i).Type())
		}
		return vs.intern(node{kind: kStruct, typ: t, args: args})
	case *types.Array:
		if u.Len() > maxElems {
			return vs.fresh(t)
		}
		args := make([]val, u.Len())
		for i := range args {
			args[i] = vs.zero(u.Elem())
		}
		return vs.intern(node{kind: kStruct, typ: t, args: args})
	case *types.Tuple:
		args := make([]val, u.Len())
		for i := range args {
			args[i] = vs.zero(u.At(i).Type())
		}
		return vs.intern(node{kind: kStruct, args: args})
	case *types.Interface:
		if _, ok := types.Unalias(t).(*types.TypeParam); ok {
			return vs.fresh(t)
		}
	}
	return vs.null()
}
