// Package comm explores how the goroutines that one function starts can
// interleave, and finds those that end up blocked for ever.
//
// The model is the package's own SSA form, run by a small interpreter. Memory
// that the explored function makes is followed exactly; everything else is an
// unknown, about which a schedule may assume what it likes once, but not two
// things that contradict each other. A schedule is searched operation by
// operation (channel, lock, wait group, condition, context); what lies between
// two operations of a goroutine runs in one step.
//
// Code that cannot be seen is taken to be helpful. A channel that it can reach
// is one that it may receive from, send on or close at any time; a lock that
// was handed to it inside a function may be released by it; a context from
// outside ends at some time, and so does a timer. So a goroutine is only said
// to be blocked for ever when nothing that can still run reaches what it waits
// for.
//
// It is a search for leaks, no proof of their absence: loops whose end is not
// known run at most twice, calls are followed a limited number of frames deep,
// and a search ends after a number of states. A loop that needs more rounds
// than that ends the schedules that go there. The work that one function and
// one package may take is bounded, too, and counted, so that the same code
// always gives the same findings.
//
// Blind spots: unsafe, reflection, panics that are recovered, goroutines that
// are told apart by more than the first states, memory behind an index that is
// not known.
package comm

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/catalog"
	"github.com/govlint/govlint/internal/ssafn"
)

// A Model explores the functions of one package. It is not safe for
// concurrent use.
type Model struct {
	pkg       *ssafn.Package
	functions map[*ssa.Function]*function
	numbers   map[*ssa.Function]uint32
	own       map[*ssa.Function]bool
	matters   map[*ssa.Function]bool
	effects   map[*ssa.Function]effect
	locks     map[types.Object]*lockUse
	counters  map[*types.Var]bool // fields that count the goroutines started
	sentinels map[*ssa.Global]bool
	closers   closers // nil until asked
	pures     map[*ssa.Function]bool
	shared    Facts
	acts      map[*types.Func]*Acts
	handed    map[*types.Func]catalog.Release // what functions of the package owe their callers
	names     map[ssa.Value]string
	assigned  map[token.Pos]string // by the parenthesis of a call, the variable it is assigned to
	leftAlone int                  // and that for exploring functions alone
	left      int                  // work left for the package
	fullNames map[*types.Func]string
	spare     *values // of an exploration that is done, or nil
	keyer     keyer
	walker    walker
	only      func(*ssa.Function) bool
	cut       bool // some search ended early
	oldTimers bool // the package is compiled for a language before go1.23
}

// Only limits the exploration to the roots for which want reports true.
func (m *Model) Only(want func(*ssa.Function) bool) { m.only = want }

// Complete reports whether all searches came to their end.
func (m *Model) Complete() bool { return !m.cut }

// NewModel prepares the exploration of a package. It tells the facts of its
// functions, and asks for those of others.
func NewModel(pkg *ssafn.Package, facts Facts) *Model {
	m := &Model{
		pkg:       pkg,
		functions: make(map[*ssa.Function]*function),
		numbers:   make(map[*ssa.Function]uint32),
		own:       make(map[*ssa.Function]bool),
		matters:   make(map[*ssa.Function]bool),
		effects:   make(map[*ssa.Function]effect),
		pures:     make(map[*ssa.Function]bool),
		left:      maxPackage,
		shared:    facts,
		acts:      make(map[*types.Func]*Acts),
		fullNames: make(map[*types.Func]string),
		leftAlone: maxPackage / 4,
		oldTimers: oldTimers(pkg.SSA.Pkg),
	}
	for _, fn := range pkg.Funcs {
		m.own[fn] = true
	}
	m.findMatters()
	m.findLockUses()
	m.findCounters()
	m.findOwners()
	m.exportActs()
	return m
}

func (m *Model) function(fn *ssa.Function) *function {
	f := m.functions[fn]
	if f == nil {
		f = newFunction(fn)
		m.functions[fn] = f
	}
	return f
}

func (m *Model) number(fn *ssa.Function) uint32 {
	n, ok := m.numbers[fn]
	if !ok {
		n = uint32(len(m.numbers) + 1)
		m.numbers[fn] = n
	}
	return n
}

// explore searches the schedules of root, with loops of so many rounds; nil when
// there is nothing to search, or no work left.
func (m *Model) explore(root *ssa.Function, budget int, rounds uint8) *explorer {
	if len(root.Blocks) == 0 || m.left <= 0 {
		return nil
	}
	x := newExplorer(m, root, budget)
	x.rounds = rounds
	m.left -= x.budget
	x.run()
	x.recordHeld()
	m.left += max(x.budget, 0)
	m.spare = x.vals
	return x
}

// fullName is obj.FullName(), which takes long to put together.
func (m *Model) fullName(obj *types.Func) string {
	name, ok := m.fullNames[obj]
	if !ok {
		name = obj.FullName()
		m.fullNames[obj] = name
	}
	return name
}

// takeValues is an empty table.
func (m *Model) takeValues() *values {
	if m.spare == nil {
		return newValues()
	}
	vs := m.spare.reset()
	m.spare = nil
	return vs
}

// Leaks explores all Roots and returns the leaks found, in the order of the roots
// and those of one root in that in which they were found. A leak may be returned
// twice.
func (m *Model) Leaks() []*Leak {
	roots := m.Roots()
	if m.only != nil {
		roots = slices.DeleteFunc(roots, func(fn *ssa.Function) bool { return !m.only(fn) })
	}
	all := roots
	found := make(map[*ssa.Function][]*Leak)
	for _, budget := range budgets {
		var again []*ssa.Function
		for _, root := range roots {
			x := m.explore(root, budget, maxRounds)
			switch {
			case x == nil:
				continue
			case x.budget < 0:
				again = append(again, root)
			case x.capped: // by states, of which there would be no more
				m.cut = true
			case x.isShallow():
				if deeper := m.explore(root, roundsWork, moreRounds); deeper != nil {
					x = deeper
				}
			}
			if len(x.order) >= len(found[root]) { // there may have been less left than before
				found[root] = x.order
			}
		}
		roots = again
	}
	m.cut = m.cut || len(roots) > 0 || m.left <= 0
	var out []*Leak
	for _, root := range all {
		out = append(out, found[root]...)
	}
	return nearest(out)
}

// variable is the name of the variable that v was assigned to, or "".
func (m *Model) variable(v ssa.Value) string {
	if m.names == nil {
		m.names = make(map[ssa.Value]string)
		m.nameCalls()
		for _, fn := range m.pkg.Funcs {
			m.nameStores(fn)
		}
	}
	return m.names[v]
}

// nameCalls finds the variables to which results of calls are assigned.
func (m *Model) nameCalls() {
	m.assigned = make(map[token.Pos]string)
	for _, decl := range m.pkg.Decl {
		ast.Inspect(decl, func(n ast.Node) bool {
			as, ok := n.(*ast.AssignStmt)
			if !ok || len(as.Lhs) != len(as.Rhs) {
				return true
			}
			for i, l := range as.Lhs {
				id, isIdent := l.(*ast.Ident)
				call, isCall := as.Rhs[i].(*ast.CallExpr)
				if isIdent && isCall {
					m.assigned[call.Lparen] = id.Name
				}
			}
			return true
		})
	}
}

func (m *Model) nameStores(fn *ssa.Function) {
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			if v, ok := in.(ssa.Value); ok && m.assigned[in.Pos()] != "" {
				m.names[v] = m.assigned[in.Pos()]
			}
			st, ok := in.(*ssa.Store)
			if !ok {
				continue
			}
			if cell, ok := st.Addr.(*ssa.Alloc); ok && cell.Comment != "complit" {
				m.names[st.Val] = cell.Comment
			}
		}
	}
}

// findMatters finds the functions that synchronise, or call one that does.
func (m *Model) findMatters() {
	callers := make(map[*ssa.Function][]*ssa.Function)
	for _, fn := range m.pkg.Funcs {
		for _, b := range fn.Blocks {
			for _, in := range b.Instrs {
				if m.synchronises(in) {
					m.matters[fn] = true
				}
				call, ok := in.(ssa.CallInstruction)
				if !ok {
					continue
				}
				if callee := call.Common().StaticCallee(); callee != nil {
					callee = originOf(callee)
					callers[callee] = append(callers[callee], fn)
					if obj, ok := callee.Object().(*types.Func); ok && m.actsOf(obj) != nil {
						m.matters[fn] = true
					}
				} else if _, isBuiltin := call.Common().Value.(*ssa.Builtin); !isBuiltin {
					m.matters[fn] = true
				}
			}
		}
	}
	spread(m.matters, callers)
}

func originOf(fn *ssa.Function) *ssa.Function {
	if o := fn.Origin(); o != nil {
		return o
	}
	return fn
}

// synchronises reports whether an instruction by itself can matter to another
// goroutine.
func (m *Model) synchronises(in ssa.Instruction) bool {
	switch in := in.(type) {
	case *ssa.Send, *ssa.Select, *ssa.Go, *ssa.MakeChan:
		return true
	case *ssa.UnOp:
		_, isChan := in.X.Type().Underlying().(*types.Chan)
		return isChan
	case ssa.CallInstruction:
		if b, ok := in.Common().Value.(*ssa.Builtin); ok {
			return b.Name() == "close"
		}
		callee := in.Common().StaticCallee()
		if callee == nil {
			return false
		}
		obj, ok := callee.Object().(*types.Func)
		return ok && models[m.fullName(obj.Origin())] != nil
	}
	return false
}
