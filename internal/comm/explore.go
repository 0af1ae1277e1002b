package comm

import (
	"go/constant"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"
)

const (
	maxThreads = 9
	maxStates  = 6000       // of one exploration
	maxObjects = 600        // of one state
	maxPackage = 12_000_000 // work for all explorations of a package
)

// An explorer searches the schedules of one function.
type explorer struct {
	m           *Model
	vals        *values
	root        *ssa.Function
	epochs      int64
	given       int // the work that it may take: instructions run, objects visited and copied
	budget      int // what is left of that
	globals     map[*ssa.Global]val
	named       map[val]bool       // the values of globals
	lists       map[val]val        // of what a call listed, the call
	endsProcess bool               // the end of the root is the end of the process
	found       map[token.Pos]bool // where the threads of a recorded leak are blocked
	order       []*Leak
	alone       *alone                        // set when the function is explored without goroutines
	held        map[ssa.CallInstruction]*Leak // by where it was taken, a lock that is held at the end
	heldOrder   []ssa.CallInstruction
	released    map[ssa.CallInstruction]bool // where locks were taken that were released again
	capped      bool
	rounds      uint8 // of a loop whose end is not known
	bounded     bool  // some loop would have gone round more often
}

// budgets is the work that one exploration may take: little at first, so that
// each function of a large package gets its turn, then more for those that
// need it, while there is some left for the package. The largest package met has
// 2513 functions to explore, half of which need more than the first of these.
var budgets = [...]int{8_000, 60_000, 600_000}

const (
	shallowWork = 20_000 // a search that took less may be made again with more rounds
	roundsWork  = 60_000 // the work for that
)

func newExplorer(m *Model, root *ssa.Function, budget int) *explorer {
	given := min(budget, m.left)
	return &explorer{m: m, vals: m.takeValues(), root: root, given: given, budget: given,
		globals: make(map[*ssa.Global]val), named: make(map[val]bool), lists: make(map[val]val), found: make(map[token.Pos]bool),
		held: make(map[ssa.CallInstruction]*Leak), released: make(map[ssa.CallInstruction]bool),
		endsProcess: endsWithRoot(root), rounds: maxRounds}
}

// endsWithRoot reports whether the end of fn is the end of its goroutines:
// that of main, that of a command, and that of a test, which nobody runs for long.
func endsWithRoot(fn *ssa.Function) bool {
	if IsCommand(fn) {
		return true
	}
	if fn.Signature.Recv() != nil || fn.Pkg == nil {
		return false
	}
	params := fn.Signature.Params()
	if params.Len() == 0 {
		return fn.Name() == "main" && fn.Pkg.Pkg.Name() == "main"
	}
	return isTesting(params.At(0).Type())
}

func (x *explorer) function(fn *ssa.Function) *function { return x.m.function(fn) }

func (x *explorer) global(st *state, g *ssa.Global) val {
	v, ok := x.globals[g]
	if !ok {
		v = x.vals.fresh(g.Type())
		x.globals[g] = v
		x.named[v] = true
	}
	known := len(st.objs)
	id, ok := st.materialise(v, g.Type().Underlying().(*types.Pointer).Elem())
	if !ok {
		return v
	}
	if int(id) == known && x.m.sentinel(g) {
		e := x.vals.fresh(errorType)
		st.assume(st.binary(token.EQL, e, x.vals.null(), types.Typ[types.Bool]), false)
		st.change(id).cells[0] = e
	}
	return x.vals.ptr(id, -1)
}

func (x *explorer) isGlobal(v val) bool { return x.named[v] }

// sentinel reports an error variable that is set once, when the program starts:
// one of another package, and one of this package that only its init assigns.
func (m *Model) sentinel(g *ssa.Global) bool {
	if pt, ok := g.Type().(*types.Pointer); !ok || pt.Elem() != errorType {
		return false
	}
	if g.Pkg != m.pkg.SSA {
		return true
	}
	if m.sentinels == nil {
		m.findSentinels()
	}
	return m.sentinels[g]
}

func (m *Model) findSentinels() {
	m.sentinels = make(map[*ssa.Global]bool)
	for _, init := range []bool{true, false} {
		for _, fn := range m.pkg.Funcs {
			if (fn == m.pkg.SSA.Func("init")) != init {
				continue
			}
			for _, b := range fn.Blocks {
				for _, in := range b.Instrs {
					if st, ok := in.(*ssa.Store); ok {
						if g, ok := st.Addr.(*ssa.Global); ok {
							m.sentinels[g] = init && !nilConst(st.Val)
						}
					}
				}
			}
		}
	}
}

func nilConst(v ssa.Value) bool {
	c, ok := v.(*ssa.Const)
	return ok && c.IsNil()
}

func (x *explorer) endPos() token.Pos {
	if syn := x.root.Syntax(); syn != nil {
		return syn.End() - 1
	}
	return x.root.Pos()
}

func (x *explorer) unknownResult(in ssa.Instruction) val {
	v, ok := in.(ssa.Value)
	if !ok {
		return x.vals.tuple()
	}
	tuple, ok := v.Type().(*types.Tuple)
	if !ok {
		return x.vals.fresh(v.Type())
	}
	parts := make([]val, tuple.Len())
	for i := range parts {
		parts[i] = x.vals.fresh(tuple.At(i).Type())
	}
	if len(parts) == 0 {
		return x.vals.tuple()
	}
	return x.vals.add(node{kind: kStruct, args: parts}) // new parts make a new tuple
}

func constName(n *node) string {
	if n.c == nil {
		return ""
	}
	return constant.StringVal(n.c)
}

// method is the method that a call of m on a value of type t runs.
func (x *explorer) method(t types.Type, m *types.Func) *ssa.Function {
	if types.IsInterface(t) {
		return nil
	}
	prog := x.root.Prog
	sel := prog.MethodSets.MethodSet(t).Lookup(m.Pkg(), m.Name())
	if sel == nil {
		return nil
	}
	return prog.MethodValue(sel)
}

// start is the state in which the explored function begins.
func (x *explorer) start() *state {
	start := &state{x: x, epoch: 1, next: 1}
	x.epochs = 1
	t := &thread{epoch: 1, group: none}
	start.threads = []*thread{t}
	args := make([]val, len(x.root.Params))
	for i, p := range x.root.Params {
		args[i] = x.vals.fresh(p.Type())
		if i == 0 && x.root.Signature.Recv() != nil {
			if pt, ok := p.Type().Underlying().(*types.Pointer); ok {
				if id, ok := start.materialise(args[i], pt.Elem()); ok {
					args[i] = x.vals.ptr(id, -1)
				}
			}
		}
	}
	captured := make([]val, len(x.root.FreeVars)) // of a literal: unknown, but the same all along
	for i, v := range x.root.FreeVars {
		captured[i] = x.vals.fresh(v.Type())
	}
	start.push(t, x.root, args, captured)
	return start
}

// judge finds the threads that nothing can free any more: all that could is
// out of the reach of those that still move.
func (st *state) judge(all [][]move) {
	live := make([]bool, len(st.threads))
	marks := make([]bool, len(st.objs))
	for i, t := range st.threads {
		if len(all[i]) > 0 {
			live[i] = true
			st.mark(t, marks)
		}
	}
	for changed := true; changed; {
		changed = false
		for i, t := range st.threads {
			if live[i] || !st.freeable(t, live, marks) {
				continue
			}
			live[i], changed = true, true
			st.mark(t, marks)
		}
	}
	var lost []*thread
	for i, t := range st.threads {
		if !live[i] {
			lost = append(lost, t)
		}
	}
	if st.x.endsProcess && (len(lost) == 0 || lost[0].id != 0) {
		return
	}
	if len(lost) > 0 && st.x.budget >= 0 { // what was not walked to the end may still free them
		st.x.record(st, lost)
	}
}

// freeable reports whether a thread among the live ones may free t.
func (st *state) freeable(t *thread, live, marks []bool) bool {
	if t.op.kind == opLock {
		return st.lockFreeable(t, t.op.arms[0].obj, live)
	}
	if t.op.kind == opCond && t.waits == 2 {
		if m := st.condLock(t.op.arms[0].obj); m >= 0 {
			return st.lockFreeable(t, m, live)
		}
	}
	if st.countsItself(t) {
		return false
	}
	for _, a := range t.op.arms {
		if st.isFree(a) {
			return true
		}
		for id := a.obj; id >= 0; id = st.objs[id].parent {
			if marks[id] {
				return true
			}
		}
	}
	return false
}

func (st *state) lockFreeable(t *thread, lock int32, live []bool) bool {
	m := st.objs[lock]
	if m.given {
		return true
	}
	holders := append([]int32(nil), m.readers...)
	if m.writer != 0 {
		holders = append(holders, m.writer)
	}
	for i, u := range st.threads {
		if u.asked && u.id != t.id && u.op.arms[0].obj == lock && !live[i] {
			return false
		}
	}
	for _, h := range holders {
		alive := false
		for i, u := range st.threads {
			alive = alive || u.id == h-1 && live[i]
		}
		if !alive && !st.handsOver(lock, live) {
			return false
		}
	}
	return true
}
