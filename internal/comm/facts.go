package comm

import (
	"go/constant"
	"go/token"
	"go/types"
	"math"

	"golang.org/x/tools/go/ssa"
)

// A fact is what a schedule has assumed of an unknown value: a truth value, or
// bounds of an integer.
type fact struct {
	of     val
	truth  int8 // 1 true, 2 false
	lo, hi int64
}

func (st *state) fact(v val) (fact, int) {
	for i, f := range st.facts {
		if f.of == v {
			return f, i
		}
	}
	return fact{of: v, lo: math.MinInt64, hi: math.MaxInt64}, -1
}

func (st *state) learn(f fact, at int) {
	if st.ownFacts != st.epoch {
		st.facts = append(make([]fact, 0, len(st.facts)+4), st.facts...)
		st.ownFacts = st.epoch
	}
	if at < 0 {
		st.facts = append(st.facts, f)
		return
	}
	st.facts[at] = f
}

// A claim is the comparison "base < limit" or "base == limit" of an unknown
// integer with a constant.
type claim struct {
	base  val
	op    token.Token
	limit int64
}

// binary computes x op y. What cannot be computed is kept as an expression in
// a form that makes equal questions equal values.
func (st *state) binary(op token.Token, x, y val, t types.Type) val {
	vs := st.x.vals
	x, y = st.settled(x), st.settled(y)
	nx, ny := vs.of(x), vs.of(y)
	if nx.kind == kConst && ny.kind == kConst {
		if v, ok := st.fold(op, nx.c, ny.c, t); ok {
			return v
		}
	}
	switch op {
	case token.EQL, token.NEQ:
		if same, known := st.same(x, y); known {
			return vs.bool(same == (op == token.EQL))
		}
		if x > y {
			x, y = y, x
		}
		eq := vs.expr(token.EQL, types.Typ[types.Bool], x, y)
		if op == token.NEQ {
			return st.not(eq)
		}
		return eq
	case token.GTR:
		return st.binary(token.LSS, y, x, t)
	case token.LSS:
		if c, ok := vs.constInt(x); ok { // c < y is not y < c+1
			return st.not(st.binary(token.LSS, y, vs.int(c+1), t))
		}
	case token.LEQ:
		return st.not(st.binary(token.LSS, y, x, t))
	case token.GEQ:
		return st.not(st.binary(token.LSS, x, y, t))
	case token.SUB:
		if c, ok := vs.constInt(y); ok && c != math.MinInt64 {
			return st.binary(token.ADD, x, vs.int(-c), t)
		}
	case token.ADD:
		return st.sum(x, y, t)
	}
	return vs.expr(op, t, x, y)
}

func (st *state) sum(x, y val, t types.Type) val {
	vs := st.x.vals
	if _, ok := vs.constInt(x); ok {
		x, y = y, x
	}
	c, ok := vs.constInt(y)
	if !ok {
		return vs.expr(token.ADD, t, x, y)
	}
	base, off := st.split(x)
	if c+off == 0 {
		return base
	}
	return vs.expr(token.ADD, t, base, vs.int(c+off))
}

// split takes v apart into an unknown and a constant that is added to it.
func (st *state) split(v val) (val, int64) {
	n := st.x.vals.of(v)
	if n.kind == kExpr && n.op == token.ADD {
		if c, ok := st.x.vals.constInt(n.args[1]); ok {
			return n.args[0], c
		}
	}
	return v, 0
}

func (st *state) fold(op token.Token, x, y constant.Value, t types.Type) (val, bool) {
	vs := st.x.vals
	if x == nil || y == nil {
		if op == token.EQL || op == token.NEQ {
			return vs.bool((x == nil && y == nil) == (op == token.EQL)), true
		}
		return 0, false
	}
	if x.Kind() != y.Kind() {
		return 0, false
	}
	switch op {
	case token.EQL, token.NEQ, token.LSS, token.LEQ, token.GTR, token.GEQ:
		return vs.bool(constant.Compare(x, op, y)), true
	case token.SHL, token.SHR:
		return 0, false
	case token.QUO, token.REM:
		if x.Kind() != constant.Int || constant.Sign(y) == 0 {
			return 0, false
		}
		if op == token.QUO {
			op = token.QUO_ASSIGN // the constant package's integer division
		}
	case token.ADD:
	case token.SUB, token.MUL, token.AND, token.OR, token.XOR, token.AND_NOT:
		if x.Kind() != constant.Int {
			return 0, false
		}
	default:
		return 0, false
	}
	r := constant.BinaryOp(x, op, y)
	if r.Kind() == constant.Int {
		if _, exact := constant.Int64Val(r); !exact {
			return 0, false
		}
	}
	return vs.constant(r), true
}

func (st *state) not(v val) val {
	if b, ok := st.x.vals.constBool(v); ok {
		return st.x.vals.bool(!b)
	}
	n := st.x.vals.of(v)
	if n.kind == kExpr && n.op == token.NOT {
		return n.args[0]
	}
	return st.x.vals.expr(token.NOT, types.Typ[types.Bool], v)
}

// settled replaces an unknown integer that can have only one value.
func (st *state) settled(v val) val {
	if len(st.facts) == 0 || !st.x.vals.isUnknown(v) {
		return v
	}
	base, off := st.split(v)
	if f, i := st.fact(base); i >= 0 && f.lo == f.hi {
		return st.x.vals.int(f.lo + off)
	}
	return v
}

// same reports whether two values are equal, and whether that is known.
func (st *state) same(x, y val) (same, known bool) {
	vs := st.x.vals
	if x == y {
		return true, true
	}
	nx, ny := vs.of(x), vs.of(y)
	if vs.isNull(x) && st.wasUsed(y) || vs.isNull(y) && st.wasUsed(x) {
		return false, true
	}
	if vs.isUnknown(x) || vs.isUnknown(y) {
		return false, false
	}
	if vs.isNull(x) || vs.isNull(y) {
		return false, true // the other one is something
	}
	switch nx.kind {
	case kPtr, kChan, kMap:
		return false, nx.kind == ny.kind
	case kIface:
		if ny.kind != kIface {
			return false, false
		}
		if !types.Identical(nx.typ, ny.typ) {
			return false, true
		}
		return st.same(nx.args[0], ny.args[0])
	}
	return false, false
}

// truth decides a condition by what the schedule has assumed.
func (st *state) truth(cond val) (value, known bool) {
	vs := st.x.vals
	if b, ok := vs.constBool(cond); ok {
		return b, true
	}
	n := vs.of(cond)
	if n.kind == kExpr && n.op == token.NOT {
		b, ok := st.truth(n.args[0])
		return !b, ok
	}
	if f, i := st.fact(cond); i >= 0 && f.truth != 0 {
		return f.truth == 1, true
	}
	if value, known := st.guessed(cond); known {
		return value, true
	}
	c, ok := st.claim(cond)
	if !ok {
		return false, false
	}
	f, _ := st.fact(c.base)
	lo, hi := f.lo, f.hi
	if vs.isNatural(c.base) {
		lo = max(lo, 0)
	}
	if c.op == token.EQL {
		if c.limit < lo || c.limit > hi {
			return false, true
		}
		return true, lo == hi
	}
	if hi < c.limit {
		return true, true
	}
	return false, lo >= c.limit
}

// claim reads a condition as a statement about one unknown integer.
func (st *state) claim(cond val) (claim, bool) {
	vs := st.x.vals
	n := vs.of(cond)
	if n.kind != kExpr || n.op != token.EQL && n.op != token.LSS || len(n.args) != 2 {
		return claim{}, false
	}
	x, y, op := n.args[0], n.args[1], n.op
	if op == token.EQL {
		if _, ok := vs.constInt(x); ok {
			x, y = y, x
		}
	}
	c, ok := vs.constInt(y)
	if !ok || !vs.isUnknown(x) {
		return claim{}, false
	}
	base, off := st.split(x)
	return claim{base, op, c - off}, true
}

// assume takes a condition for true or false; it reports false when that
// contradicts what was assumed before.
func (st *state) assume(cond val, value bool) bool {
	if was, known := st.truth(cond); known {
		return was == value
	}
	n := st.x.vals.of(cond)
	if n.kind == kExpr && n.op == token.NOT {
		return st.assume(n.args[0], !value)
	}
	c, ok := st.claim(cond)
	if !ok {
		f, i := st.fact(cond)
		f.truth = 2
		if value {
			f.truth = 1
		}
		st.learn(f, i)
		if value {
			st.consequences(cond)
		}
		return true
	}
	f, i := st.fact(c.base)
	switch {
	case c.op == token.LSS && value:
		f.hi = min(f.hi, c.limit-1)
	case c.op == token.LSS:
		f.lo = max(f.lo, c.limit)
	case value:
		f.lo, f.hi = c.limit, c.limit
	case f.lo == c.limit:
		f.lo++
	case f.hi == c.limit:
		f.hi--
	case c.limit == 0 && st.x.vals.isNatural(c.base):
		f.lo = max(f.lo, 1)
	default:
		f, i = st.fact(cond)
		f.truth = 2
	}
	st.learn(f, i)
	if c.op == token.EQL && value {
		st.tookArm(c.base, c.limit)
	}
	return true
}

// extreme is max, or min, of some integers, of which only bounds may be known;
// 0, which stands for nothing, when they are no integers.
func (st *state) extreme(greatest bool, args []val, s site) val {
	v, ok := s.in.(ssa.Value)
	if !ok {
		return 0
	}
	if b, isBasic := v.Type().Underlying().(*types.Basic); !isBasic || b.Info()&types.IsInteger == 0 {
		return 0
	}
	lo, hi := st.bounds(args[0])
	for _, a := range args[1:] {
		l, h := st.bounds(a)
		if greatest {
			lo, hi = max(lo, l), max(hi, h)
		} else {
			lo, hi = min(lo, l), min(hi, h)
		}
	}
	if lo == hi {
		return st.x.vals.int(lo)
	}
	r := st.x.vals.fresh(v.Type())
	st.learn(fact{of: r, lo: lo, hi: hi}, -1)
	return r
}

// bounds are those between which an integer is known to lie.
func (st *state) bounds(v val) (lo, hi int64) {
	if c, ok := st.x.vals.constInt(st.settled(v)); ok {
		return c, c
	}
	f, _ := st.fact(v)
	if st.x.vals.isNatural(v) {
		f.lo = max(f.lo, 0)
	}
	return f.lo, f.hi
}
