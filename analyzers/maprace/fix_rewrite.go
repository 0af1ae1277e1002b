package maprace

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/analyzers/maprace/internal/rewrite"
	"github.com/govlint/govlint/internal/lockset"
	"github.com/govlint/govlint/internal/report"
)

// rewrites are the fixes of a missing lock that change more than one stretch of
// one function: a new lock with every access of the package under it, a look
// or a copy taken ahead of code that may not run under a lock. Where not
// everything can be seen there are none.
func (c *checker) rewrites(fn *ssa.Function, of any, f report.Finding) []analysis.SuggestedFix {
	if f.Kind != "unguarded" && f.Kind != "inconsistent-guard" || len(c.pass.TypeErrors) > 0 {
		return nil
	}
	v := c.variable(of)
	if v == nil || !isMap(v.Type()) {
		return nil
	}
	cl := c.classes[classKey{v, 0}]
	if cl == nil || cl.guard == nil {
		return c.newGuard(v, cl)
	}
	guard, ok := cl.guard.(*types.Var)
	if !ok {
		return nil
	}
	return c.takeLock(fn, cl, v, guard)
}

func oneFix(message string, edits []analysis.TextEdit) []analysis.SuggestedFix {
	if len(edits) == 0 {
		return nil
	}
	return []analysis.SuggestedFix{{Message: message, TextEdits: edits}}
}

// newGuard adds a lock beside a map that has none; the fix is the same for every
// finding on it.
func (c *checker) newGuard(v *types.Var, cl *class) []analysis.SuggestedFix {
	fixes, ok := c.newGuards[v]
	if !ok {
		fixes = c.makeGuard(v, cl)
		c.newGuards[v] = fixes
	}
	return fixes
}

func (c *checker) makeGuard(v *types.Var, cl *class) []analysis.SuggestedFix {
	if cl != nil && c.everLocked(cl) {
		return nil // some accesses are under a lock; which is meant cannot be told
	}
	if cl != nil && slices.ContainsFunc(cl.obs, c.joinsLate) {
		return nil
	}
	edits, lock := rewrite.Guard{Map: v}.Edits(c.pass)
	return oneFix("guard "+v.Name()+" with a new lock, "+lock, edits)
}

// takeLock takes the lock in the one function that lacks it. Not when another
// lock may be held there, nor when some goroutine waits for others while it
// holds the guard: either could make a deadlock out of a race.
func (c *checker) takeLock(fn *ssa.Function, cl *class, v, guard *types.Var) []analysis.SuggestedFix {
	if !c.beside(guard, v) || c.waitsUnder(guard) || c.lapsesBelow(fn, guard) || c.unnamed(fn, cl, v, guard) {
		return nil
	}
	node := fn.Syntax()
	if node == nil {
		return nil
	}
	mixed := false
	held := func(from, to token.Pos) bool {
		bare, locked := false, false
		for _, o := range cl.obs {
			if o.pos < from || o.pos >= to {
				continue
			}
			switch {
			case o.may[guard] == 0:
				bare = true
				mixed = mixed || len(o.may) > 0
			default:
				locked = true
			}
		}
		mixed = mixed || bare && locked
		return !bare
	}
	edits, lock := rewrite.Guard{
		Map: v, Lock: guard, Held: held, NilTests: !c.locksItself(fn, guard),
		In: func(from, to token.Pos) bool { return from == node.Pos() && to == node.End() },
	}.Edits(c.pass)
	if mixed {
		return nil
	}
	return c.firstLock(fn, guard, oneFix("take "+lock+" here too", edits))
}

// unnamed reports an access of fn without the guard that does not name the map:
// a function has returned it. The lock taken where it is named is none there.
//
//	for name := range s.all() {
func (c *checker) unnamed(fn *ssa.Function, cl *class, v, guard *types.Var) bool {
	return slices.ContainsFunc(cl.obs, func(o *observation) bool {
		if o.ctx.fn != fn || o.may[guard] != 0 {
			return false
		}
		x := c.mapExpr(o.pos)
		return x != nil && c.mapOf(x) != v
	})
}

// locksItself reports an operation of the lock in fn or its literals.
func (c *checker) locksItself(fn *ssa.Function, guard lockset.ID) bool {
	for _, f := range withLiterals(fn) {
		for _, b := range f.Blocks {
			for _, in := range b.Instrs {
				call, ok := in.(ssa.CallInstruction)
				if !ok {
					continue
				}
				if op, ok := c.locks.Op(call.Common()); ok && lockset.IDOf(op.Lock) == guard {
					return true
				}
			}
		}
	}
	return false
}

// waitsUnder reports code that may wait for other goroutines with the lock held.
func (c *checker) waitsUnder(guard *types.Var) bool {
	waits := false
	for _, fn := range c.pkg.Funcs {
		c.locks.Walk(fn, func(in ssa.Instruction, s lockset.State) {
			if waits || !blocks(in) {
				return
			}
			for _, h := range s {
				waits = waits || h.May != 0 && lockset.IDOf(h.Lock) == lockset.ID(guard)
			}
		})
	}
	return waits
}

func blocks(in ssa.Instruction) bool {
	switch in := in.(type) {
	case *ssa.Send:
		return true
	case *ssa.UnOp:
		return in.Op == token.ARROW
	case *ssa.Select:
		return in.Blocking
	case *ssa.Call:
		callee := in.Call.StaticCallee()
		return callee != nil && callee.Name() == "Wait"
	}
	return false
}

// variable is the declared variable or field behind what a finding is about.
func (c *checker) variable(of any) *types.Var {
	switch of := of.(type) {
	case *types.Var:
		return of
	case *ssa.Alloc:
		return c.declaredAt(of.Pos())
	case ssa.Value:
		return c.assignedTo(of.Pos())
	}
	return nil
}

func (c *checker) declaredAt(pos token.Pos) *types.Var {
	for id, obj := range c.pass.TypesInfo.Defs {
		if v, ok := obj.(*types.Var); ok && id.Pos() == pos {
			return v
		}
	}
	return nil
}

// assignedTo is the variable that the expression at pos initialises.
func (c *checker) assignedTo(pos token.Pos) *types.Var {
	var found *types.Var
	within := func(e ast.Expr) bool {
		switch e.(type) {
		case *ast.CallExpr, *ast.CompositeLit:
			return e.Pos() <= pos && pos < e.End()
		}
		return false
	}
	for _, file := range c.pass.Files {
		if !pos.IsValid() || pos < file.FileStart || file.FileEnd < pos {
			continue
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.AssignStmt:
				if len(n.Lhs) == 1 && len(n.Rhs) == 1 && n.Tok == token.DEFINE && within(n.Rhs[0]) {
					found = c.declaredAt(n.Lhs[0].Pos())
				}
			case *ast.ValueSpec:
				if len(n.Names) == 1 && len(n.Values) == 1 && within(n.Values[0]) {
					found = c.declaredAt(n.Names[0].Pos())
				}
			}
			return true
		})
	}
	return found
}
