package comm

import (
	"go/constant"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"
)

func stringConst(s string) constant.Value { return constant.MakeString(s) }

func (st *state) unary(f *frame, in *ssa.UnOp) val {
	x := st.value(f, in.X)
	switch in.Op {
	case token.MUL:
		return st.load(x, in.Type())
	case token.NOT:
		return st.not(x)
	}
	if n := st.x.vals.of(x); n.kind == kConst && n.c != nil && n.c.Kind() == constant.Int && in.Op == token.SUB {
		return st.x.vals.constant(constant.UnaryOp(token.SUB, n.c, 0))
	}
	return st.x.vals.expr(in.Op, in.Type(), x)
}

// eval computes a value that no other thread can notice.
func (st *state) eval(f *frame, in ssa.Value) val {
	vs := st.x.vals
	switch in := in.(type) {
	case *ssa.Alloc:
		id := st.alloc(in.Type().Underlying().(*types.Pointer).Elem(), in.Pos(), false)
		return vs.ptr(id, -1)
	case *ssa.BinOp:
		return st.binary(in.Op, st.value(f, in.X), st.value(f, in.Y), in.Type())
	case *ssa.MakeChan:
		size := st.settled(st.value(f, in.Size))
		room, ok := vs.constInt(size)
		if !ok {
			room = unbounded
		}
		id := st.add(&object{epoch: st.epoch, kind: oChan, typ: in.Type(), site: in.Pos(), room: int(room), size: size, parent: none})
		return vs.obj(kChan, id)
	case *ssa.MakeMap:
		return vs.obj(kMap, st.add(&object{epoch: st.epoch, kind: oMap, typ: in.Type(), site: in.Pos(), parent: none}))
	case *ssa.MakeSlice:
		return st.makeSlice(in, st.value(f, in.Len))
	case *ssa.MakeClosure:
		args := make([]val, len(in.Bindings))
		for i, b := range in.Bindings {
			args[i] = st.value(f, b)
		}
		return vs.intern(node{kind: kFunc, fn: in.Fn.(*ssa.Function), args: args})
	case *ssa.MakeInterface:
		x := st.value(f, in.X)
		if k := vs.of(x).kind; k == kCtx || k == kRLocker {
			return x
		}
		return vs.intern(node{kind: kIface, typ: in.X.Type(), args: []val{x}})
	case *ssa.ChangeType:
		return st.value(f, in.X)
	case *ssa.ChangeInterface:
		return st.value(f, in.X)
	case *ssa.Convert:
		if x := st.value(f, in.X); vs.of(x).kind == kConst && sameKind(in.X.Type(), in.Type()) {
			return x
		}
		return vs.expr(token.TYPE, in.Type(), st.value(f, in.X))
	case *ssa.MultiConvert:
		return vs.fresh(in.Type())
	case *ssa.FieldAddr:
		return st.fieldAddr(f, in)
	case *ssa.Field:
		return st.field(st.value(f, in.X), in.Field, in.Type())
	case *ssa.Extract:
		return st.field(st.value(f, in.Tuple), in.Index, in.Type())
	case *ssa.IndexAddr:
		return st.indexAddr(st.value(f, in.X), st.value(f, in.Index), in)
	case *ssa.Index:
		if i, ok := vs.constInt(st.value(f, in.Index)); ok {
			return st.field(st.value(f, in.X), int(i), in.Type())
		}
		return vs.fresh(in.Type())
	case *ssa.Lookup:
		return st.lookup(st.value(f, in.X), st.value(f, in.Index), in)
	case *ssa.Slice:
		return st.slice(f, in)
	case *ssa.Range:
		return st.rangeOver(st.value(f, in.X))
	case *ssa.Next:
		return st.nextOf(st.value(f, in.Iter), in)
	case *ssa.TypeAssert:
		return st.typeAssert(st.value(f, in.X), in)
	}
	return vs.fresh(in.Type())
}

func sameKind(a, b types.Type) bool {
	x, ok1 := a.Underlying().(*types.Basic)
	y, ok2 := b.Underlying().(*types.Basic)
	const kinds = types.IsInteger | types.IsString | types.IsBoolean
	return ok1 && ok2 && x.Info()&kinds != 0 && x.Info()&kinds == y.Info()&kinds
}

func (st *state) fieldAddr(f *frame, in *ssa.FieldAddr) val {
	pt, ok := in.X.Type().Underlying().(*types.Pointer)
	if !ok {
		return st.unknown(in.Type())
	}
	p := st.value(f, in.X)
	if st.x.vals.isNull(p) || st.isNil(p) {
		st.over = true
		return p
	}
	id, ok := st.target(p, pt.Elem())
	if !ok {
		return st.unknown(in.Type())
	}
	return st.part(id, int32(in.Field))
}

func (st *state) field(x val, i int, t types.Type) val {
	vs := st.x.vals
	n := vs.of(x)
	if n.kind == kStruct && i < len(n.args) {
		return n.args[i]
	}
	return vs.expr(token.PERIOD, t, x, vs.int(int64(i)))
}

func (st *state) typeAssert(x val, in *ssa.TypeAssert) val {
	vs := st.x.vals
	n := vs.of(x)
	pair := func(v val, ok val) val {
		if in.CommaOk {
			return vs.tuple(v, ok)
		}
		return v
	}
	if vs.isNull(x) {
		if !in.CommaOk {
			st.over = true
		}
		return pair(vs.zero(in.AssertedType), vs.bool(false))
	}
	if n.kind == kIface {
		inner := n.args[0]
		if iface, ok := in.AssertedType.Underlying().(*types.Interface); ok {
			if types.Implements(n.typ, iface) {
				return pair(x, vs.bool(true))
			}
		} else if types.Identical(n.typ, in.AssertedType) {
			return pair(inner, vs.bool(true))
		}
		if !in.CommaOk {
			st.over = true
		}
		return pair(vs.zero(in.AssertedType), vs.bool(false))
	}
	if !in.CommaOk {
		if _, ok := in.AssertedType.Underlying().(*types.Interface); ok {
			return x
		}
		return vs.expr(token.TYPE, in.AssertedType, x)
	}
	return vs.tuple(vs.expr(token.TYPE, in.AssertedType, x), vs.expr(token.IMPORT, types.Typ[types.Bool], x))
}
