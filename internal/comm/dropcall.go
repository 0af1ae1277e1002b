package comm

import (
	"go/constant"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/catalog"
)

// tokenHolds marks an unknown value through which others can be had.
const tokenHolds = token.COLON

// stepAlone executes an instruction that concerns other goroutines when there
// are none: nothing blocks, and what is handed to them is left to them.
func (st *state) stepAlone(t *thread, f *frame, in ssa.Instruction) bool {
	switch in := in.(type) {
	case *ssa.Send:
		st.escape(st.value(f, in.X), true)
	case *ssa.Select:
		for _, s := range in.States {
			if s.Send != nil {
				st.escape(st.value(f, s.Send), true)
			}
		}
		parts := slices.Clone(st.x.vals.of(st.x.unknownResult(in)).args)
		parts[0] = st.armTaken(f, in)
		st.set(f, in, st.x.vals.add(node{kind: kStruct, args: parts}))
	case *ssa.Go:
		callee, args := st.callee(f, in.Common())
		for _, a := range append(args, callee) {
			st.escape(a, true)
		}
	case *ssa.UnOp:
		if in.Op != token.ARROW {
			return false
		}
		st.received(st.value(f, in.X))
		v := st.x.unknownResult(in)
		if in.CommaOk && isNeverClosed(in.X.Type()) {
			v = st.x.vals.tuple(st.x.vals.of(v).args[0], st.x.vals.bool(true))
		}
		st.set(f, in, v)
	case *ssa.Alloc:
		if !isTransport(in.Type()) {
			return false
		}
		v := st.eval(f, in)
		w := &owed{Release: transport, made: in, name: "http.Transport", of: none}
		st.change(st.x.vals.of(v).obj).owed = w
		st.set(f, in, v)
	default:
		return false
	}
	f.index++
	return true
}

// callAlone executes a call.
func (st *state) callAlone(t *thread, callee val, args []val, s site) []*state {
	vs := st.x.vals
	n := vs.of(callee)
	switch n.kind {
	case kBuiltin:
		if constName(n) == "close" {
			st.result(t, vs.tuple())
			return nil
		}
		st.builtin(t, n, args, s)
		return nil
	case kMethod:
		return st.callObject(t, n.meth, nil, args, s)
	case kFunc:
		obj, _ := n.fn.Object().(*types.Func)
		if obj != nil {
			obj = obj.Origin()
			if endsProcess[st.x.m.fullName(obj)] {
				st.over = true
				return nil
			}
		}
		bound := obj != nil && len(n.fn.FreeVars) > 0 // a method value carries its receiver
		if bound {
			args = append(append([]val(nil), n.args...), args...)
		}
		return st.callObject(t, obj, n, args, s)
	}
	if vs.isNull(callee) {
		st.over = true
		return nil
	}
	st.escape(callee, true) // what came from the same call as it is what it ends
	st.opaque(t, nil, args, s)
	return nil
}

// callObject is the call of a function or method obj, whose code is that of the
// value fn, if it has any.
func (st *state) callObject(t *thread, obj *types.Func, fn *node, args []val, s site) []*state {
	if obj != nil {
		if forks, ok := st.callOwed(t, obj, args, s); ok {
			return forks
		}
		if r, ok := st.x.m.release(obj); ok {
			first := 0
			if hasReceiver(obj) { // these keep what made them, and do not release it
				first = 1
				st.transports(args[0], func(w *owed) { w.used = true })
			}
			st.giveAway(obj, args, first)
			return st.grant(t, obj, r, s)
		}
		st.noteRequest(obj, args)
	}
	if fn != nil && st.entersAlone(t, fn, args) {
		st.push(t, st.x.m.bodyOf(fn.fn), args, fn.args)
		return nil
	}
	if obj != nil && st.x.m.fullName(obj) == "(*sync.Once).Do" {
		return st.callAlone(t, args[1], nil, site{in: s.in})
	}
	if fn != nil && (obj == nil || len(fn.fn.FreeVars) == 0) {
		args = append(append([]val(nil), args...), fn.args...)
	}
	held := st.giveAway(obj, args, 0)
	result := st.answer(obj, args, s.in)
	if result == 0 {
		result = st.asError(obj, args, st.resultHolding(s.in, held))
	}
	st.result(t, result)
	return nil
}

// entersAlone reports whether the call of a function is followed: that of
// literals, of functions that only compute, and of functions that get what must be released.
func (st *state) entersAlone(t *thread, fn *node, args []val) bool {
	body := st.x.m.bodyOf(fn.fn)
	if body == nil || !st.deepEnough(t, body) {
		return false
	}
	return body.Parent() != nil || st.x.m.isPure(body) || slices.ContainsFunc(args, st.leadsToOwed)
}

// callOwed is a call of a method of what must be released.
func (st *state) callOwed(t *thread, obj *types.Func, args []val, s site) ([]*state, bool) {
	if obj.Signature().Recv() == nil || len(args) == 0 {
		return nil, false
	}
	id := st.receiverOwed(args[0])
	if id < 0 {
		return nil, false
	}
	w := st.objs[id].owed
	switch {
	case slices.Contains(w.By, obj.Name()):
		st.settleOwed(id, func(w *owed) { w.released = true })
	case obj.Name() == w.Ends && !s.deferred:
		last := st.clone()
		t = st.thread(t.id)
		last.settleOwed(id, func(w *owed) { w.released = true })
		last.result(last.thread(t.id), st.x.vals.bool(false))
		st.result(t, st.x.vals.bool(true))
		return []*state{st, last}, true
	case obj.Pkg() == st.x.m.pkg.SSA.Pkg:
		return nil, false
	}
	if _, makes := st.x.m.release(obj); makes {
		return nil, false
	}
	st.giveAway(obj, args, 1)
	st.result(t, st.x.unknownResult(s.in))
	return nil, true
}

// receiverOwed is what must be released behind the receiver of a method: itself,
// or the struct that it is embedded in, whose promoted method this is.
func (st *state) receiverOwed(v val) int32 {
	if id := st.owedOf(v); id >= 0 {
		return id
	}
	const most = 3 // structs within structs
	for id, o := range st.objs {
		if o.owed != nil && st.embeds(o, v, most) {
			return int32(id)
		}
	}
	for _, m := range st.mats { // an interface that was asserted to be one of a type
		if id := st.owedOf(m.sym); id >= 0 && st.embeds(st.objs[m.obj], v, most) {
			return id
		}
	}
	return none
}

// embeds reports whether an embedded field of o is at v, or holds v.
func (st *state) embeds(o *object, v val, depth int) bool {
	fields, ok := o.typ.Underlying().(*types.Struct)
	if !ok || o.kind != oCells || depth == 0 {
		return false
	}
	for i, cell := range o.cells {
		if cell == 0 || i >= fields.NumFields() || !fields.Field(i).Embedded() {
			continue
		}
		n := st.x.vals.of(cell)
		if cell == v || n.kind == kPtr && n.field < 0 && st.embeds(st.objs[n.obj], v, depth-1) {
			return true
		}
	}
	return false
}

// giveAway gives arguments, but for the first ones, to code that is not seen,
// which may release them, unless it gets them as an interface without the methods
// for that. Those are returned: the result of the call may hold them.
func (st *state) giveAway(obj *types.Func, args []val, first int) (held []val) {
	inert := obj != nil && obj.Pkg() != nil && catalog.Inert()[obj.Pkg().Path()]
	for i, a := range args {
		if i < first {
			continue
		}
		k := st.x.vals.of(a).kind
		id := st.owedOf(a)
		switch {
		case id >= 0 && obj != nil && st.cannotRelease(obj, i, id), i == 0 && st.holds(a) && hasReceiver(obj):
			held = append(held, a)
		case id < 0 && st.onlyListens(obj, i, a):
			held = append(held, a)
		case !inert || k == kFunc || k == kChan:
			st.escape(a, true)
		}
		if id < 0 {
			st.havoc(a)
		}
	}
	return held
}

// resultHolding is the unknown result of a call, through the first part of which
// held can be had.
func (st *state) resultHolding(in ssa.Instruction, held []val) val {
	v, ok := in.(ssa.Value)
	if !ok || len(held) == 0 {
		return st.x.unknownResult(in)
	}
	tuple, ok := v.Type().(*types.Tuple)
	if !ok {
		return st.holding(v.Type(), held)
	}
	parts := make([]val, tuple.Len())
	for i := range parts {
		parts[i] = st.x.vals.fresh(tuple.At(i).Type())
	}
	if len(parts) > 0 {
		parts[0] = st.holding(tuple.At(0).Type(), held)
	}
	return st.x.vals.tuple(parts...)
}

func hasReceiver(obj *types.Func) bool { return obj != nil && obj.Signature().Recv() != nil }

// holding is an unknown value through which held can be had.
func (st *state) holding(t types.Type, held []val) val {
	return st.x.vals.expr(tokenHolds, t, append([]val{st.x.vals.fresh(t)}, held...)...)
}

// holds reports a value made by holding.
func (st *state) holds(v val) bool {
	n := st.x.vals.of(v)
	return n.kind == kExpr && n.op == tokenHolds
}

// cannotRelease reports whether the function obj gets argument i as an
// interface that has no method to release the object id.
func (st *state) cannotRelease(obj *types.Func, i int, id int32) bool {
	w := st.objs[id].owed
	sig := obj.Signature()
	if sig.Recv() != nil {
		i--
	}
	if obj.Pkg() == nil || obj.Pkg().Path() == "net/http" || i < 0 || i >= sig.Params().Len() || sig.Variadic() && i == sig.Params().Len()-1 {
		return false
	}
	if w.Field == "Body" && !strings.HasPrefix(obj.Pkg().Path(), "encoding/") {
		return false // read to its end, it is closed
	}
	iface, ok := sig.Params().At(i).Type().Underlying().(*types.Interface)
	if !ok || iface.NumMethods() == 0 {
		return false
	}
	for m := range iface.Methods() {
		if slices.Contains(w.By, m.Name()) {
			return false
		}
	}
	return true
}

// noteRequest notes what a call says of requests: that one has no body in its
// answer, or that it goes through a transport.
func (st *state) noteRequest(obj *types.Func, args []val) {
	switch st.x.m.fullName(obj) {
	case "net/http.NewRequest", "net/http.NewRequestWithContext":
		method := args[len(args)-3]
		if n := st.x.vals.of(method); n.kind == kConst && n.c != nil && n.c.Kind() == constant.String && constant.StringVal(n.c) == "HEAD" {
			st.headers = true
		}
	case "(*net/http.Client).CloseIdleConnections":
		st.transports(args[0], func(w *owed) { w.released = true })
	}
}

// transports changes those that v leads to.
func (st *state) transports(v val, change func(*owed)) {
	var ids []int32
	st.walk(v, func(id int32) bool {
		if !st.x.m.walker.first(id) {
			return false
		}
		if o := st.objs[id]; o.owed != nil && slices.Equal(o.owed.By, transport.By) {
			ids = append(ids, id)
		}
		return true
	})
	for _, id := range ids {
		st.settleOwed(id, change)
	}
}
