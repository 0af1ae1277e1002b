package escape

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/govlint/govlint/internal/lockset"
	"github.com/govlint/govlint/internal/spawn"
)

// racing returns those of ops that can run at the same time as p. What keeps two accesses
// apart is asked for each pair: a lock, a goroutine that makes both, a sync.Once that one
// of them runs in and the other comes after.
func (c *checker) racing(ops []*atomicOp, p *plain) []*atomicOp {
	if saysLocked(p.path) {
		return nil
	}
	held := c.heldAt(p.path, p.id.Pos(), 0)
	var rest []*atomicOp
	locked := 0 // ops that the lock of a plain read keeps out
	for _, op := range ops {
		switch {
		case c.onceBetween(op, p), c.sameGoroutine(op, p):
		case c.lockBetween(op, held):
			locked++
		default:
			rest = append(rest, op)
		}
	}
	// Beside a plain read under the whole lock, three of four writers suffice: what the
	// others do comes before the value is published, or they have callers that nobody sees.
	if !p.write && locked >= 3*len(rest) && holdsWhole(held) {
		return nil
	}
	return rest
}

func holdsWhole(held map[lockset.ID]lockset.Mode) bool {
	for _, mode := range held {
		if mode&lockset.Write != 0 {
			return true
		}
	}
	return false
}

// lockBetween reports whether op holds one of the locks that are held, and one of the two
// holds it alone. A function called SomethingLocked holds whatever is needed.
func (c *checker) lockBetween(op *atomicOp, held map[lockset.ID]lockset.Mode) bool {
	if len(held) == 0 {
		return false
	}
	if saysLocked(op.path) || c.fresh(op.addr, op.path, 0) {
		return true
	}
	for id, mode := range c.heldBy(op) {
		if held[id] != 0 && (mode|held[id])&lockset.Write != 0 {
			return true
		}
	}
	return false
}

// heldBy are the locks held at op, which many plain accesses are compared with.
func (c *checker) heldBy(op *atomicOp) map[lockset.ID]lockset.Mode {
	t := c.flow()
	held, ok := t.heldBy[op]
	if !ok {
		held = c.heldAt(op.path, op.call.Lparen, 0)
		t.heldBy[op] = held
	}
	return held
}

// saysLocked reports a function that is called SomethingLocked.
func saysLocked(path []ast.Node) bool {
	fn := outerFunc(path)
	return fn != nil && strings.HasSuffix(strings.ToLower(fn.Name.Name), "locked")
}

// sameGoroutine reports whether one goroutine makes both accesses, but for those that are
// made after it was waited for.
func (c *checker) sameGoroutine(op *atomicOp, p *plain) bool {
	t := c.flow()
	for _, path := range [][]ast.Node{p.path, op.path} {
		for root := range t.rootsOf(t.bySyntax[enclosing(path)]) {
			site, ok := root.(*spawn.Site)
			if ok && !site.SelfConcurrent() && c.within(site, p.path, p.id.Pos(), 0) && c.within(site, op.path, op.call.Pos(), 0) {
				return true
			}
		}
	}
	return false
}

// within reports whether a place is reached in the goroutine of root only, or else after
// something that waits for goroutines.
func (c *checker) within(root *spawn.Site, path []ast.Node, pos token.Pos, depth int) bool {
	t := c.flow()
	if t.soleRoot(t.bySyntax[enclosing(path)]) == root || depth > 0 && joined(path, pos) {
		return true
	}
	fn, ok := enclosing(path).(*ast.FuncDecl)
	if !ok || depth > deepest {
		return false
	}
	calls := c.knownCalls(fn)
	if len(calls) == 0 || len(calls) > manyCalls {
		return false
	}
	for _, call := range calls {
		if slices.ContainsFunc(call.path, isGoStmt) || !c.within(root, call.path, call.call.Pos(), depth+1) {
			return false
		}
	}
	return true
}

// onceBetween reports whether one access is in what a sync.Once runs, and the other comes
// after its Do.
func (c *checker) onceBetween(op *atomicOp, p *plain) bool {
	if once := c.onceOf(p.path); once != nil && c.afterOnce(once, op.path, op.call.Pos()) {
		return true
	}
	once := c.onceOf(op.path)
	return once != nil && c.afterOnce(once, p.path, p.id.Pos())
}

// onceOf is the sync.Once whose literal is around a place, or nil.
func (c *checker) onceOf(path []ast.Node) types.Object {
	for i := len(path) - 1; i > 0; i-- {
		if _, ok := path[i].(*ast.FuncLit); !ok {
			continue
		}
		call, ok := path[i-1].(*ast.CallExpr)
		if !ok {
			return nil
		}
		return c.doOf(call)
	}
	return nil
}

// doOf is the sync.Once whose Do call is, or nil.
func (c *checker) doOf(call *ast.CallExpr) types.Object {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok {
		return nil
	}
	fn, ok := c.pass.TypesInfo.Uses[sel.Sel].(*types.Func)
	if !ok || fn.FullName() != "(*sync.Once).Do" {
		return nil
	}
	return named(c.pass.TypesInfo, sel.X)
}

// afterOnce reports whether the function of path calls the Do of once before pos, outside
// of branches that pos is not in.
func (c *checker) afterOnce(once types.Object, path []ast.Node, pos token.Pos) bool {
	for _, n := range path {
		block, ok := n.(*ast.BlockStmt)
		if !ok {
			continue
		}
		for _, stmt := range block.List {
			expr, ok := stmt.(*ast.ExprStmt)
			if !ok || stmt.End() > pos {
				continue
			}
			if call, ok := expr.X.(*ast.CallExpr); ok && c.doOf(call) == once {
				return true
			}
		}
	}
	return false
}
