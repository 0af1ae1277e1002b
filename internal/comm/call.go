package comm

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/catalog"
)

// callee is the function that a call calls, and the arguments it gets.
func (st *state) callee(f *frame, c *ssa.CallCommon) (val, []val) {
	vs := st.x.vals
	args := make([]val, 0, len(c.Args)+1)
	fn := st.value(f, c.Value)
	if c.IsInvoke() {
		recv := fn
		fn = vs.intern(node{kind: kMethod, meth: c.Method})
		if n := vs.of(recv); n.kind == kIface {
			if m := st.x.method(n.typ, c.Method); m != nil {
				fn, recv = vs.intern(node{kind: kFunc, fn: m}), n.args[0]
			}
		}
		args = append(args, recv)
	}
	for _, a := range c.Args {
		args = append(args, st.value(f, a))
	}
	return fn, args
}

// call executes a call by t, up to its first operation.
func (st *state) call(t *thread, callee val, args []val, s site) []*state {
	if st.x.alone != nil {
		return st.callAlone(t, callee, args, s)
	}
	n := st.x.vals.of(callee)
	switch n.kind {
	case kBuiltin:
		st.builtin(t, n, args, s)
		return nil
	case kCancel:
		if id := n.obj; id >= 0 {
			st.on(t, s, op{kind: opCancel}, id)
			return nil
		}
		st.result(t, st.x.vals.tuple())
		return nil
	case kMethod:
		if do := methodModels[n.meth.Name()]; do != nil && do(st, t, args, s) {
			return nil
		}
		st.opaque(t, n.meth, args, s)
		return nil
	case kFunc:
		return st.callFunc(t, n, args, s)
	}
	if st.x.vals.isNull(callee) {
		st.over = true
		return nil
	}
	st.opaque(t, nil, args, s)
	return nil
}

func (st *state) callFunc(t *thread, n *node, args []val, s site) []*state {
	obj, _ := n.fn.Object().(*types.Func)
	if obj != nil {
		name := st.x.m.fullName(obj.Origin())
		if model := models[name]; model != nil {
			if len(n.fn.FreeVars) > 0 { // a method value carries its receiver
				args = append(append([]val(nil), n.args...), args...)
			}
			return model(st, t, args, s)
		}
		if endsProcess[name] {
			st.over = true
			return nil
		}
	}
	fn := st.x.m.bodyOf(n.fn)
	if fn == nil {
		if a := st.x.m.actsOf(obj); a != nil && len(t.frames) < maxFrames {
			st.pushActs(t, a, args, s.in)
			return nil
		}
	}
	if fn == nil || !st.deepEnough(t, fn) || !st.enters(t, fn, args, n.args) {
		st.opaque(t, obj, append(append([]val(nil), args...), n.args...), s)
		return nil
	}
	st.push(t, fn, args, n.args)
	return nil
}

func (m *Model) bodyOf(fn *ssa.Function) *ssa.Function {
	if len(fn.Blocks) == 0 && fn.Origin() != nil {
		fn = fn.Origin()
	}
	if len(fn.Blocks) == 0 || m.pkg.Hides(fn) {
		return nil
	}
	return fn
}

// deepEnough reports whether the calls of t are not too deep for one more of fn.
func (st *state) deepEnough(t *thread, fn *ssa.Function) bool {
	same := 0
	for _, f := range t.frames {
		if f.fn != nil && f.fn.fn == fn {
			same++
		}
	}
	return same < 2 && len(t.frames) < maxFrames
}

func (st *state) push(t *thread, fn *ssa.Function, args, captured []val) {
	info := st.x.function(fn)
	if fn.Signature.Recv() != nil {
		st.called = &called{st.called, fn}
	}
	f := &frame{epoch: st.epoch, fn: info, regs: make([]val, info.width), block: fn.Blocks[0]}
	for i, p := range fn.Params {
		if i < len(args) {
			st.set(f, p, args[i])
		}
	}
	for i, v := range fn.FreeVars {
		if i < len(captured) {
			st.set(f, v, captured[i])
		}
	}
	t.frames = append(t.frames, f)
}

// result hands the result of a call that is done to t.
func (st *state) result(t *thread, v val) {
	if len(t.frames) == 0 {
		st.end(t, v)
		return
	}
	st.resume(st.top(t), v)
}

// opaque is a call of code that is not modelled: it may keep and use all that
// it is given.
func (st *state) opaque(t *thread, obj *types.Func, args []val, s site) {
	inert := obj != nil && obj.Pkg() != nil && catalog.Inert()[obj.Pkg().Path()]
	for _, a := range args {
		switch n := st.x.vals.of(a); {
		case n.kind == kFunc:
			st.forgetWritten(a)
			st.handOver(n)
		case !inert || n.kind == kChan:
			st.escape(a, st.isLock(a))
		}
		st.havoc(a)
	}
	result := st.answer(obj, args, s.in)
	if result == 0 {
		result = st.asError(obj, args, st.x.unknownResult(s.in))
		result = st.listed(obj, args, s.in, result)
	}
	st.result(t, result)
}

func (st *state) isLock(v val) bool {
	n := st.x.vals.of(v)
	if n.kind == kIface {
		n = st.x.vals.of(n.args[0])
	}
	return n.kind == kRLocker || n.kind == kPtr && n.field < 0 && st.objs[n.obj].kind == oMutex
}

// havoc forgets the plain data that v points to.
func (st *state) havoc(v val) {
	n := st.x.vals.of(v)
	if n.kind == kIface {
		n = st.x.vals.of(n.args[0])
	}
	if id, ok := st.materialise(v, nil); ok { // an unknown pointer that was used before
		n = st.x.vals.of(st.x.vals.ptr(id, -1))
	}
	if n.kind == kPtr && n.field >= 0 {
		st.change(n.obj).cells[n.field] = st.x.vals.fresh(st.objs[n.obj].partType(n.field))
		return
	}
	if n.kind != kPtr && n.kind != kSlice || st.objs[n.obj].kind != oCells {
		return
	}
	o := st.change(n.obj)
	for i, c := range o.cells {
		if c == 0 && nested(o.partType(int32(i))) && nested(o.typ) {
			continue
		}
		if (c == 0 || st.x.vals.of(c).kind == kConst) && !st.x.m.counts(o, i) {
			o.cells[i] = st.fresh(o, int32(i), o.partType(int32(i)))
		}
	}
}

// spawnCall is a go statement.
func (st *state) spawnCall(t *thread, f *frame, in *ssa.Go) {
	callee, args := st.callee(f, in.Common())
	f.index++
	f.starts = true
	st.spawn(t, callee, args, in, none)
}

// spawn starts a goroutine that group counts.
func (st *state) spawn(t *thread, callee val, args []val, in ssa.Instruction, group int32) {
	if len(st.threads) >= maxThreads {
		st.over = true
		return
	}
	u := &thread{epoch: st.epoch, id: st.next, start: in, group: group, via: calls(t)}
	st.note(t, in.Pos(), "starts a goroutine", none)
	st.hist.starts = u.id
	st.next++
	st.threads = append(st.threads, u)
	n := st.x.vals.of(callee)
	if n.kind == kFunc {
		if fn := st.x.m.bodyOf(n.fn); fn != nil {
			st.push(u, fn, args, n.args)
			return
		}
	}
	st.call(u, callee, args, site{in: in})
}

// calls are the calls that t is in, the outermost first.
func calls(t *thread) []*ssa.Call {
	var out []*ssa.Call
	for _, f := range t.frames[:max(len(t.frames)-1, 0)] {
		if f.acts != nil {
			continue
		}
		if call, ok := f.block.Instrs[f.index].(*ssa.Call); ok {
			out = append(out, call)
		}
	}
	return out
}

func (st *state) builtin(t *thread, n *node, args []val, s site) {
	vs := st.x.vals
	var r val
	switch name := constName(n); name {
	case "close":
		ch := vs.of(args[0])
		if ch.kind == kChan {
			st.on(t, s, op{kind: opClose}, ch.obj)
			return
		}
		if vs.isNull(args[0]) {
			st.over = true
			return
		}
		r = vs.tuple()
	case "len":
		r = st.length(args[0], types.Typ[types.Int])
	case "max", "min":
		r = st.extreme(name == "max", args, s)
	case "cap":
		r = st.capacity(args[0])
	case "append":
		if v, ok := s.in.(ssa.Value); ok && len(args) == 2 {
			r = st.appended(args[0], args[1], v.Type())
		}
	case "delete":
		st.mapDelete(args[0], args[1])
		r = vs.tuple()
	case "recover":
		r = vs.null()
	case "ssa:wrapnilchk":
		r = args[0]
	default:
		r = st.x.unknownResult(s.in)
	}
	if r == 0 {
		r = st.x.unknownResult(s.in)
	}
	st.result(t, r)
}
