package comm

import (
	"go/constant"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// A model executes a call of a function whose code is not looked at.
type model func(st *state, t *thread, args []val, s site) []*state

// endsProcess are the functions after which nothing leaks.
var endsProcess = map[string]bool{
	"os.Exit": true, "runtime.Goexit": true,
	"log.Fatal": true, "log.Fatalf": true, "log.Fatalln": true,
	"log.Panic": true, "log.Panicf": true, "log.Panicln": true,
	"(*testing.common).Fatal": true, "(*testing.common).Fatalf": true, "(*testing.common).FailNow": true,
	"(*testing.common).Skip": true, "(*testing.common).Skipf": true, "(*testing.common).SkipNow": true,
}

var models map[string]model

// methodModels are methods of contexts and lockers behind an interface. They
// report false when the receiver is not one.
var methodModels map[string]func(st *state, t *thread, args []val, s site) bool

func init() {
	models = map[string]model{
		"(*sync.Mutex).Lock":                       locks(false),
		"(*sync.RWMutex).Lock":                     locks(false),
		"(*sync.RWMutex).RLock":                    locks(true),
		"(*sync.Mutex).Unlock":                     unlocks(false),
		"(*sync.RWMutex).Unlock":                   unlocks(false),
		"(*sync.RWMutex).RUnlock":                  unlocks(true),
		"(*sync.RWMutex).RLocker":                  rlocker,
		"(*sync.Mutex).TryLock":                    tryLock,
		"(*sync.RWMutex).TryLock":                  tryLock,
		"(*sync.WaitGroup).Add":                    addGroup,
		"(*sync.WaitGroup).Done":                   doneGroup,
		"(*sync.WaitGroup).Wait":                   waitGroup,
		"(*sync.WaitGroup).Go":                     goGroup,
		"sync.NewCond":                             newCond,
		"(*sync.Cond).Wait":                        onFirst(op{kind: opCond}),
		"(*sync.Cond).Signal":                      onFirst(op{kind: opSignal}),
		"(*sync.Cond).Broadcast":                   onFirst(op{kind: opSignal, all: true}),
		"(*sync.Once).Do":                          once,
		"context.Background":                       endless,
		"context.TODO":                             endless,
		"context.WithCancel":                       withCancel(false),
		"context.WithCancelCause":                  withCancel(false),
		"context.WithTimeout":                      withCancel(true),
		"context.WithDeadline":                     withCancel(true),
		"context.WithTimeoutCause":                 withCancel(true),
		"context.WithDeadlineCause":                withCancel(true),
		"context.WithValue":                        first,
		"context.WithoutCancel":                    endless,
		"time.NewTimer":                            newTimer,
		"time.AfterFunc":                           afterFunc,
		"(*time.Timer).Stop":                       stopTimer(spent),
		"(*time.Timer).Reset":                      stopTimer(armed),
		"(*golang.org/x/sync/errgroup.Group).Go":   goGroup,
		"(*golang.org/x/sync/errgroup.Group).Wait": waitGroup,
		"golang.org/x/sync/errgroup.WithContext":   groupContext,
	}
	for _, name := range []string{"Int32", "Int64", "Uint32", "Uint64", "Uintptr", "Pointer"} {
		models["sync/atomic.Load"+name] = atomicLoad
		models["sync/atomic.Store"+name] = atomicStore
		models["sync/atomic.Add"+name] = atomicAdd
		models["sync/atomic.Swap"+name] = atomicSwap
		models["sync/atomic.CompareAndSwap"+name] = atomicCAS
	}
	for _, name := range []string{"Int32", "Int64", "Uint32", "Uint64", "Bool", "Value"} {
		recv := "(*sync/atomic." + name + ")."
		models[recv+"Load"] = onValue(atomicLoad)
		models[recv+"Store"] = onValue(atomicStore)
		models[recv+"Add"] = onValue(atomicAdd)
		models[recv+"Swap"] = onValue(atomicSwap)
		models[recv+"CompareAndSwap"] = onValue(atomicCAS)
	}
	methodModels = map[string]func(*state, *thread, []val, site) bool{
		"Done": ctxDone, "Err": ctxErr, "Lock": rlockerLock, "Unlock": rlockerUnlock,
	}
}

// receiver is the primitive that a method is called on, made up when unknown.
func (st *state) receiver(p val, s site) int32 {
	var t types.Type
	if s.common != nil && len(s.common.Args) > 0 {
		if pt, ok := s.common.Args[0].Type().Underlying().(*types.Pointer); ok {
			t = pt.Elem()
		}
	}
	id, ok := st.target(p, t)
	if !ok || st.objs[id].kind == oCells {
		return none
	}
	return id
}

func locks(read bool) model {
	return func(st *state, t *thread, args []val, s site) []*state {
		st.on(t, s, op{kind: opLock, read: read}, st.receiver(args[0], s))
		return nil
	}
}

func unlocks(read bool) model {
	return func(st *state, t *thread, args []val, s site) []*state {
		st.unlock(t, st.receiver(args[0], s), read)
		st.result(t, st.x.vals.tuple())
		return nil
	}
}

func tryLock(st *state, t *thread, args []val, s site) []*state {
	id := st.receiver(args[0], s)
	ok := false
	if id >= 0 {
		if o := st.change(id); o.writer == 0 && len(o.readers) == 0 {
			o.writer, ok = t.id+1, true
		}
	}
	st.result(t, st.x.vals.bool(ok))
	return nil
}

func rlocker(st *state, t *thread, args []val, s site) []*state {
	id := st.receiver(args[0], s)
	if id < 0 {
		return opaqueCall(st, t, args, s)
	}
	st.result(t, st.x.vals.obj(kRLocker, id))
	return nil
}

func opaqueCall(st *state, t *thread, args []val, s site) []*state {
	st.opaque(t, nil, args, s)
	return nil
}

func rlockerLock(st *state, t *thread, args []val, s site) bool {
	n := st.x.vals.of(args[0])
	if n.kind != kRLocker {
		return false
	}
	st.on(t, s, op{kind: opLock, read: true}, n.obj)
	return true
}

func rlockerUnlock(st *state, t *thread, args []val, s site) bool {
	n := st.x.vals.of(args[0])
	if n.kind != kRLocker {
		return false
	}
	st.unlock(t, n.obj, true)
	st.result(t, st.x.vals.tuple())
	return true
}

func onFirst(o op) model {
	return func(st *state, t *thread, args []val, s site) []*state {
		st.on(t, s, o, st.receiver(args[0], s))
		return nil
	}
}

func addGroup(st *state, t *thread, args []val, s site) []*state {
	id := st.receiver(args[0], s)
	if id >= 0 {
		if n, ok := st.x.vals.constInt(st.settled(args[1])); ok {
			st.addCount(id, int(n))
			st.objs[id].batch = n > 1
		} else if v, ok := st.pick(args[1]); ok {
			st.addCount(id, int(v))
			st.objs[id].batch = true
		} else {
			st.change(id).env = true
		}
	}
	st.result(t, st.x.vals.tuple())
	return nil
}

// pick settles on a small value for an unknown count, so that loops of as many
// rounds agree with it.
func (st *state) pick(v val) (int64, bool) {
	base, off := st.split(v)
	if n := st.x.vals.of(base); n.kind == kExpr && computed(n.op) {
		return 0, false // a product is that of nested loops: no one loop agrees with it
	}
	f, i := st.fact(base)
	n := max(f.lo, 0)
	if i < 0 {
		n = int64(st.x.rounds)
	}
	if n > f.hi {
		return 0, false
	}
	f.lo, f.hi = n, n
	st.learn(f, i)
	return n + off, true
}

// computed reports an operation on numbers that are not known either.
func computed(op token.Token) bool {
	switch op {
	case token.ADD, token.SUB, token.MUL, token.QUO, token.REM, token.SHL, token.SHR, token.AND, token.OR, token.XOR:
		return true
	}
	return false
}

func doneGroup(st *state, t *thread, args []val, s site) []*state {
	st.addCount(st.receiver(args[0], s), -1)
	st.result(t, st.x.vals.tuple())
	return nil
}

func waitGroup(st *state, t *thread, args []val, s site) []*state {
	st.on(t, s, op{kind: opWaitGroup}, st.receiver(args[0], s))
	return nil
}

func goGroup(st *state, t *thread, args []val, s site) []*state {
	id := st.receiver(args[0], s)
	st.addCount(id, 1)
	st.result(t, st.x.vals.tuple())
	st.spawn(t, args[1], nil, s.in, id)
	return nil
}

func newCond(st *state, t *thread, args []val, s site) []*state {
	id := st.add(&object{epoch: st.epoch, kind: oCond, typ: types.Typ[types.Invalid], site: s.pos(), cells: []val{args[0]}, parent: none})
	st.result(t, st.x.vals.ptr(id, -1))
	return nil
}

func once(st *state, t *thread, args []val, s site) []*state {
	id := st.receiver(args[0], s)
	if id < 0 {
		return opaqueCall(st, t, args, s)
	}
	if st.objs[id].done {
		st.result(t, st.x.vals.tuple())
		return nil
	}
	st.change(id).done = true
	return st.call(t, args[1], nil, site{in: s.in})
}

func endless(st *state, t *thread, args []val, s site) []*state {
	st.result(t, st.x.vals.obj(kCtx, none))
	return nil
}

func first(st *state, t *thread, args []val, s site) []*state {
	st.result(t, args[0])
	return nil
}

// derive is a context below parent, which ends when it is cancelled or when
// parent ends; free when time or code outside can end it.
func (st *state) derive(parent val, pos token.Pos, free bool) int32 {
	o := &object{epoch: st.epoch, kind: oCtx, typ: types.Typ[types.Invalid], site: pos, parent: none, open: free}
	if n := st.x.vals.of(parent); n.kind == kCtx {
		o.parent = n.obj
	} else {
		o.open = true
	}
	return st.add(o)
}

func withCancel(timed bool) model {
	return func(st *state, t *thread, args []val, s site) []*state {
		vs := st.x.vals
		id := st.derive(args[0], s.pos(), timed)
		st.result(t, vs.tuple(vs.obj(kCtx, id), vs.obj(kCancel, id)))
		return nil
	}
}

func groupContext(st *state, t *thread, args []val, s site) []*state {
	vs := st.x.vals
	ctx := st.derive(args[0], s.pos(), true)
	id := st.add(&object{epoch: st.epoch, kind: oWaitGroup, typ: types.Typ[types.Invalid], site: s.pos(), parent: none})
	st.result(t, vs.tuple(vs.ptr(id, -1), vs.obj(kCtx, ctx)))
	return nil
}

func ctxDone(st *state, t *thread, args []val, s site) bool {
	n := st.x.vals.of(args[0])
	if n.kind != kCtx {
		return false
	}
	if n.obj < 0 {
		st.result(t, st.x.vals.null())
	} else {
		st.result(t, st.x.vals.obj(kChan, n.obj))
	}
	return true
}

func ctxErr(st *state, t *thread, args []val, s site) bool {
	n := st.x.vals.of(args[0])
	if n.kind != kCtx {
		return false
	}
	v, _ := s.in.(ssa.Value)
	cancelled, free := false, false
	if n.obj >= 0 {
		cancelled, free = st.ended(n.obj)
	}
	if v != nil && cancelled {
		st.result(t, st.endOf(args[0], v.Type()))
		return true
	}
	if v == nil || free {
		st.opaque(t, nil, nil, s)
		return true
	}
	st.result(t, st.x.vals.null())
	return true
}

// atomics: the variable is at args[0]. They are steps of their own.
func atomic(do func(st *state, t *thread, args []val, s site) val) model {
	return func(st *state, t *thread, args []val, s site) []*state {
		st.on(t, s, op{kind: opAtomic, try: func(st *state, t *thread) val { return do(st, t, args, s) }}, none)
		t.op.arms[0].value = st.x.vals.tuple(args...)
		return nil
	}
}

var (
	atomicLoad = atomic(func(st *state, t *thread, args []val, s site) val {
		return st.load(args[0], resultType(s))
	})
	atomicStore = atomic(func(st *state, t *thread, args []val, s site) val {
		st.store(args[0], args[1])
		return st.x.vals.tuple()
	})
	atomicAdd = atomic(func(st *state, t *thread, args []val, s site) val {
		v := st.binary(token.ADD, st.load(args[0], resultType(s)), args[1], resultType(s))
		st.store(args[0], v)
		return v
	})
	atomicSwap = atomic(func(st *state, t *thread, args []val, s site) val {
		v := st.load(args[0], resultType(s))
		st.store(args[0], args[1])
		return v
	})
	atomicCAS = atomic(func(st *state, t *thread, args []val, s site) val {
		same, known := st.truth(st.binary(token.EQL, st.load(args[0], types.Typ[types.Int]), args[1], types.Typ[types.Bool]))
		if !known {
			return st.x.vals.fresh(types.Typ[types.Bool])
		}
		if same {
			st.store(args[0], args[2])
		}
		return st.x.vals.constant(constant.MakeBool(same))
	})
)

func resultType(s site) types.Type {
	if v, ok := s.in.(ssa.Value); ok {
		return v.Type()
	}
	return types.Typ[types.Int]
}

// onValue lets an atomic type hold its value in its first cell.
func onValue(m model) model {
	return func(st *state, t *thread, args []val, s site) []*state {
		var typ types.Type
		if s.common != nil {
			if pt, ok := s.common.Args[0].Type().Underlying().(*types.Pointer); ok {
				typ = pt.Elem()
			}
		}
		id, ok := st.target(args[0], typ)
		if !ok {
			return opaqueCall(st, t, args, s)
		}
		i := int32(len(st.objs[id].cells)) - 1
		if i < 0 {
			return opaqueCall(st, t, args, s)
		}
		if !st.objs[id].open {
			if c := st.objs[id].cells[i]; c == 0 {
				st.change(id).cells[i] = st.x.vals.zero(resultOrArg(s))
			}
		}
		args = append([]val{st.x.vals.ptr(id, i)}, args[1:]...)
		return m(st, t, args, s)
	}
}

func resultOrArg(s site) types.Type {
	if v, ok := s.in.(ssa.Value); ok {
		if _, isTuple := v.Type().(*types.Tuple); !isTuple {
			return v.Type()
		}
	}
	if s.common != nil && len(s.common.Args) > 1 {
		return s.common.Args[1].Type()
	}
	return types.Typ[types.Int]
}
