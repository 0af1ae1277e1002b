package comm

import (
	"fmt"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// Acts is the fact of what a function does to the channels, locks, wait groups
// and functions that it gets as arguments: a graph of steps, of which the first
// is where it begins. What is left out does nothing to them. A step that gives an
// argument away says that it may be used in any way from then on.
type Acts struct {
	Steps []Act
}

// AFact marks a fact.
func (*Acts) AFact() {}

func (a *Acts) String() string { return fmt.Sprintf("acts in %d steps", len(a.Steps)) }

// An Act is one step, and those that may come next.
type Act struct {
	Op    string // a Kind, or one of those below
	Param int    // the argument it is about, the receiver first
	N     int    // what is added to a wait group
	Arms  []Arm  // of a select
	Next  []int  // the steps after it; for a range, the second is its end; for a select, one an arm, then default
}

// An Arm is a case of a select.
type Arm struct {
	Send bool
	Ctx  bool // it waits for the end of a context
	Of   int  // the argument, or -1 for something else
}

// The steps that are no operation of a goroutine.
const (
	actLock    = "lock"
	actRLock   = "rlock"
	actUnlock  = "unlock"
	actRUnlock = "runlock"
	actAdd     = "add"
	actWait    = "wait"
	actCall    = "call"
	actGo      = "go"
	actGive    = "give"
	actDefer   = "defer" // the step after it, at the end
	actEnd     = "end"   // runs what was deferred, and goes on
	actReturn  = "return"
	actNothing = "nothing"
)

const maxActs = 60

// syncActs are the methods of package sync that a step may stand for.
var syncActs = map[string]string{
	"(*sync.Mutex).Lock": actLock, "(*sync.RWMutex).Lock": actLock, "(*sync.RWMutex).RLock": actRLock,
	"(*sync.Mutex).Unlock": actUnlock, "(*sync.RWMutex).Unlock": actUnlock, "(*sync.RWMutex).RUnlock": actRUnlock,
	"(*sync.WaitGroup).Add": actAdd, "(*sync.WaitGroup).Done": actAdd, "(*sync.WaitGroup).Wait": actWait,
}

// exportActs tells other packages what the functions of this one do.
func (m *Model) exportActs() {
	if m.shared.Export == nil {
		return
	}
	for _, fn := range m.pkg.Funcs {
		obj, ok := fn.Object().(*types.Func)
		if !ok || !obj.Exported() || inTest(fn) || fn.TypeParams().Len() > 0 {
			continue
		}
		if a := newActs(fn); a != nil {
			m.shared.Export(obj, a)
		}
	}
}

// actsOf is what a function of another package does, or nil.
func (m *Model) actsOf(obj *types.Func) *Acts {
	if obj == nil || m.shared.Import == nil || obj.Pkg() == nil || obj.Pkg() == m.pkg.SSA.Pkg {
		return nil
	}
	a, known := m.acts[obj]
	if !known {
		var fact Acts
		if m.shared.Import(obj, &fact) && len(fact.Steps) > 0 {
			a = &fact
		}
		m.acts[obj] = a
	}
	return a
}

// An actor writes down the steps of one function.
type actor struct {
	fn    *ssa.Function
	param map[ssa.Value]int
	steps []Act
	first []int // by block, its first step
	does  bool
}

func newActs(fn *ssa.Function) *Acts {
	a := &actor{fn: fn, param: make(map[ssa.Value]int), first: make([]int, len(fn.Blocks))}
	concerned := false
	for i, p := range fn.Params {
		if primitiveParam(p.Type()) {
			concerned = true
			a.param[p] = i
		} else if _, ok := p.Type().Underlying().(*types.Signature); ok || isContext(p.Type()) {
			a.param[p] = i
		}
	}
	if !concerned || len(fn.Blocks) == 0 {
		return nil
	}
	a.aliases()
	last := make([]int, len(fn.Blocks))
	for _, b := range fn.Blocks {
		a.first[b.Index] = len(a.steps)
		a.add(Act{Op: actNothing})
		for _, in := range b.Instrs {
			a.instruction(in)
		}
		last[b.Index] = len(a.steps) - 1
	}
	if !a.does || len(a.steps) > maxActs {
		return nil
	}
	for _, b := range fn.Blocks {
		for i := a.first[b.Index]; i < last[b.Index]; i++ {
			a.steps[i].Next = []int{i + 1}
		}
		a.link(b, &a.steps[last[b.Index]])
	}
	return &Acts{Steps: a.steps}
}

// link finds what comes after the last step of block b: for a select and for the
// ok of a receive, by how it ended.
func (a *actor) link(b *ssa.BasicBlock, end *Act) {
	if end.Op == actReturn {
		return
	}
	branch, _ := b.Instrs[len(b.Instrs)-1].(*ssa.If)
	if branch != nil && end.Op == string(opReceive) {
		if e, ok := branch.Cond.(*ssa.Extract); ok && e.Index == 1 && e.Block() == b {
			if recv, ok := e.Tuple.(*ssa.UnOp); ok && recv.Op == token.ARROW {
				end.Op = string(opRange)
			}
		}
	}
	if end.Op == string(opSelect) {
		end.Next = make([]int, len(end.Arms)+1)
		for branch != nil {
			i, ok := armTested(branch.Cond)
			if !ok || i >= len(end.Arms) {
				break
			}
			end.Next[i] = a.first[b.Succs[0].Index]
			b = b.Succs[1]
			branch, _ = b.Instrs[len(b.Instrs)-1].(*ssa.If)
		}
		for i, n := range end.Next {
			if n == 0 { // not tested: what comes when no test holds
				end.Next[i] = a.first[b.Index]
			}
		}
		return
	}
	for _, s := range b.Succs {
		end.Next = append(end.Next, a.first[s.Index])
	}
}

// armTested is the arm of a select that cond asks for.
func armTested(cond ssa.Value) (int, bool) {
	eq, ok := cond.(*ssa.BinOp)
	if !ok || eq.Op != token.EQL {
		return 0, false
	}
	e, ok := eq.X.(*ssa.Extract)
	if !ok || e.Index != 0 {
		return 0, false
	}
	_, isSelect := e.Tuple.(*ssa.Select)
	k, isConst := eq.Y.(*ssa.Const)
	if !isSelect || !isConst {
		return 0, false
	}
	return int(k.Int64()), true
}

// primitiveParam reports a channel, or a pointer to a lock or wait group.
func primitiveParam(t types.Type) bool {
	if _, ok := t.Underlying().(*types.Chan); ok {
		return true
	}
	p, ok := t.Underlying().(*types.Pointer)
	if !ok {
		return false
	}
	kind, ok := primitive(p.Elem())
	return ok && (kind == oMutex || kind == oWaitGroup)
}

func isContext(t types.Type) bool { return isNamed(t, "context", "Context") }

// aliases finds other names of the parameters: conversions of their direction.
func (a *actor) aliases() {
	for _, b := range a.fn.Blocks {
		for _, in := range b.Instrs {
			if c, ok := in.(*ssa.ChangeType); ok {
				if i, ok := a.param[c.X]; ok {
					a.param[c] = i
				}
			}
		}
	}
}

func (a *actor) add(s Act) { a.steps = append(a.steps, s) }

func (a *actor) do(s Act) {
	a.does = true
	a.add(s)
}

// instruction writes down what in does to the parameters.
func (a *actor) instruction(in ssa.Instruction) {
	switch in := in.(type) {
	case *ssa.Return:
		a.giveUsed(in)
		a.add(Act{Op: actReturn})
	case *ssa.Panic:
		a.add(Act{Op: "panic"})
	case *ssa.RunDefers:
		a.add(Act{Op: actEnd})
	case *ssa.Send:
		if i, ok := a.param[in.Chan]; ok {
			a.give(in.X)
			a.do(Act{Op: string(opSend), Param: i})
			return
		}
		a.giveUsed(in)
	case *ssa.UnOp:
		if i, ok := a.param[in.X]; ok && in.Op == token.ARROW {
			a.do(Act{Op: string(opReceive), Param: i})
		}
	case *ssa.Select:
		a.selects(in)
	case *ssa.Defer:
		if s, ok := a.call(in.Common()); ok {
			a.add(Act{Op: actDefer})
			a.do(s)
			return
		}
		a.giveUsed(in)
	case *ssa.Go:
		if i, ok := a.param[in.Common().Value]; ok && !in.Common().IsInvoke() {
			a.giveArgs(in.Common())
			a.do(Act{Op: actGo, Param: i})
			return
		}
		a.giveUsed(in)
	case *ssa.Call:
		if s, ok := a.call(in.Common()); ok {
			a.do(s)
			return
		}
		if !harmless(in.Common()) {
			a.giveUsed(in)
		}
	case *ssa.ChangeType, *ssa.BinOp, *ssa.DebugRef, *ssa.If, *ssa.Jump, *ssa.Phi:
		if phi, ok := in.(*ssa.Phi); ok {
			a.giveUsed(phi)
		}
	default:
		a.giveUsed(in)
	}
}

// harmless reports len and cap, and the methods of a context.
func harmless(c *ssa.CallCommon) bool {
	if b, ok := c.Value.(*ssa.Builtin); ok {
		return b.Name() == "len" || b.Name() == "cap"
	}
	return c.IsInvoke() && isContext(c.Value.Type())
}

// call is the step that a call of a primitive's method, or of a parameter, is.
func (a *actor) call(c *ssa.CallCommon) (Act, bool) {
	if c.IsInvoke() {
		return Act{}, false
	}
	if i, ok := a.param[c.Value]; ok {
		a.giveArgs(c)
		return Act{Op: actCall, Param: i}, true
	}
	if len(c.Args) == 0 {
		return Act{}, false
	}
	i, ok := a.param[c.Args[0]]
	if !ok {
		return Act{}, false
	}
	if b, isBuiltin := c.Value.(*ssa.Builtin); isBuiltin {
		return Act{Op: string(opClose), Param: i}, b.Name() == "close"
	}
	callee := c.StaticCallee()
	if callee == nil {
		return Act{}, false
	}
	obj, ok := callee.Object().(*types.Func)
	if !ok || syncActs[obj.FullName()] == "" {
		return Act{}, false
	}
	s := Act{Op: syncActs[obj.FullName()], Param: i, N: -1}
	if obj.Name() == "Add" {
		n, ok := c.Args[1].(*ssa.Const)
		if !ok {
			return Act{}, false
		}
		s.N = int(n.Int64())
	}
	return s, true
}

func (a *actor) selects(in *ssa.Select) {
	s := Act{Op: string(opSelect), Param: -1}
	for _, state := range in.States {
		arm := Arm{Send: state.Dir == types.SendOnly, Of: -1}
		if i, ok := a.param[state.Chan]; ok {
			arm.Of = i
		}
		if call, ok := state.Chan.(*ssa.Call); ok && call.Common().IsInvoke() && call.Common().Method.Name() == "Done" {
			if i, ok := a.param[call.Common().Value]; ok {
				arm.Of, arm.Ctx = i, true
			}
		}
		if state.Send != nil {
			a.give(state.Send)
		}
		s.Arms = append(s.Arms, arm)
	}
	if !in.Blocking {
		s.N = 1
	}
	a.do(s)
}

// give gives away v, if it is a parameter.
func (a *actor) give(v ssa.Value) {
	if i, ok := a.param[v]; ok {
		a.add(Act{Op: actGive, Param: i})
	}
}

func (a *actor) giveArgs(c *ssa.CallCommon) {
	for _, v := range c.Args {
		a.give(v)
	}
}

func (a *actor) giveUsed(in ssa.Instruction) {
	var given []int
	for _, o := range in.Operands(nil) {
		if i, ok := a.param[*o]; ok && !slices.Contains(given, i) {
			given = append(given, i)
			a.add(Act{Op: actGive, Param: i})
		}
	}
}
