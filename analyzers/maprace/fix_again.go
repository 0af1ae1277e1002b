package maprace

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ast/astutil"
	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/analyzers/maprace/internal/rewrite"
	"github.com/govlint/govlint/internal/edit"
)

// lookAgain is the fix that looks for the key once more, under the lock under
// which a value is put in because an earlier look found none. The value that
// came second is forgotten, so making it must leave nothing behind: no
// goroutine, no connection.
//
//	h.mu.Lock()                 h.mu.Lock()
//	h.rooms[name] = room        if old, ok := h.rooms[name]; !ok {
//	h.mu.Unlock()               	h.rooms[name] = room
//	return room                 } else {
//	                            	room = old
//	                            }
//	                            h.mu.Unlock()
//	                            return room
func (c *checker) lookAgain(fn *ssa.Function, up *ssa.MapUpdate, look ssa.Instruction) []analysis.SuggestedFix {
	list, i := c.statementAt(fn, up.Pos())
	if i < 0 {
		return nil
	}
	as, ok := list[i].(*ast.AssignStmt)
	if !ok || as.Tok != token.ASSIGN || len(as.Lhs) != 1 || len(as.Rhs) != 1 {
		return nil
	}
	at, ok := as.Lhs[0].(*ast.IndexExpr)
	if !ok || !c.quiet([]ast.Stmt{as}) || !c.insertsOnly(list, i) {
		return nil
	}
	value := as.Rhs[0]
	found, v := "", rewrite.LocalVar(c.pass, value)
	switch {
	case v == nil && !c.forgettable(value):
		return nil
	case v != nil && !c.madeHere(fn, v, as):
		return nil
	case v != nil && c.usedAfter(fn, v, as.End()):
		if found = freeName(as, "old", "other", "first"); found == "" {
			return nil
		}
	}
	b := edit.New(c.pass)
	head := c.lookHead(b, at, look, found)
	if head == "" {
		return nil
	}
	b.Before(as, "if "+head+" {")
	b.Insert(as.Pos(), "\t")
	if found != "" {
		b.After(as, "} else {", "\t"+v.Name()+" = "+found, "}")
	} else {
		b.After(as, "}")
	}
	return fix(b, "look again before the value is put in")
}

// lookHead is the head of the if that looks again, as the first look did: for
// the key, or for a value that is not nil.
func (c *checker) lookHead(b *edit.Builder, at *ast.IndexExpr, look ssa.Instruction, found string) string {
	first, ok := look.(*ssa.Lookup)
	byKey := !ok || first.CommaOk
	entry := b.Text(at)
	switch {
	case !byKey && found == "":
		return entry + " == nil"
	case !byKey:
		return found + " := " + entry + "; " + found + " == nil"
	}
	there := freeName(at, "ok", "found", "dup")
	switch {
	case there == "":
		return ""
	case found == "":
		found = "_"
	}
	return found + ", " + there + " := " + entry + "; !" + there
}

// insertsOnly reports a section that does nothing but insert: what counts or
// announces the insertion must not happen when there is none.
//
//	mu.Lock(); m[k] = v; mu.Unlock()          mu.Lock(); defer mu.Unlock(); m[k] = v; return v
func (c *checker) insertsOnly(list []ast.Stmt, i int) bool {
	for j := i - 1; ; j-- {
		if j < 0 {
			return false
		}
		if name := c.lockCall(list[j]); name == "Lock" {
			break
		}
		if _, deferred := list[j].(*ast.DeferStmt); !deferred && !c.setsLocal(list[j]) {
			return false
		}
	}
	for _, s := range list[i+1:] {
		if c.lockCall(s) == "Unlock" {
			return true
		}
		if _, ok := s.(*ast.ReturnStmt); !ok {
			return false
		}
	}
	return true
}

// lockCall is the method of a mutex that s calls, deferred or not.
func (c *checker) lockCall(s ast.Stmt) string {
	var call *ast.CallExpr
	switch s := s.(type) {
	case *ast.ExprStmt:
		call, _ = s.X.(*ast.CallExpr)
	case *ast.DeferStmt:
		call = s.Call
	}
	if call == nil {
		return ""
	}
	fn := calledObject(c.pass.TypesInfo, call)
	if fn == nil || fn.Pkg() == nil || fn.Pkg().Path() != "sync" {
		return ""
	}
	return fn.Name()
}

// setsLocal reports an assignment to local variables of what leaves nothing behind.
func (c *checker) setsLocal(s ast.Stmt) bool {
	as, ok := s.(*ast.AssignStmt)
	return ok && !slices.ContainsFunc(as.Lhs, func(x ast.Expr) bool { return rewrite.LocalVar(c.pass, x) == nil }) &&
		!slices.ContainsFunc(as.Rhs, func(x ast.Expr) bool { return !c.forgettable(x) })
}

// forgettable reports an expression whose value may be dropped: computing it
// starts nothing and opens nothing.
func (c *checker) forgettable(x ast.Expr) bool {
	quiet := true
	ast.Inspect(x, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false // made, not run
		case ast.Node:
			quiet = quiet && c.quietNode(n)
		}
		return quiet
	})
	return quiet
}

// madeHere reports a variable of fn that holds what was made there, forgettable,
// and that nobody else has when before stands: only its fields are used.
func (c *checker) madeHere(fn *ssa.Function, v *types.Var, before ast.Stmt) bool {
	body := funcBody(fn)
	if v.Pos() < body.Pos() || v.Pos() >= body.End() {
		return false
	}
	file := c.fileAt(v.Pos())
	good := true
	ast.Inspect(body, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		if !ok || c.pass.TypesInfo.ObjectOf(id) != types.Object(v) || id.Pos() >= before.Pos() {
			return good
		}
		path, _ := astutil.PathEnclosingInterval(file, id.Pos(), id.End())
		good = good && len(path) > 2 && c.staysHere(path, id)
		return good
	})
	return good
}

// staysHere reports a mention of a variable, by its path, which gives what it
// holds to nobody.
func (c *checker) staysHere(path []ast.Node, id *ast.Ident) bool {
	switch p := path[1].(type) {
	case *ast.AssignStmt:
		if !slices.Contains(p.Lhs, ast.Expr(id)) {
			return false
		}
		return !slices.ContainsFunc(p.Rhs, func(x ast.Expr) bool { return !c.forgettable(x) })
	case *ast.SelectorExpr:
		call, ok := path[2].(*ast.CallExpr)
		return !ok || call.Fun != ast.Expr(p) || c.quietCall(call)
	case *ast.ValueSpec:
		return !slices.ContainsFunc(p.Values, func(x ast.Expr) bool { return !c.forgettable(x) })
	case *ast.BinaryExpr, *ast.ReturnStmt:
		return true
	}
	return false
}

func (c *checker) usedAfter(fn *ssa.Function, v *types.Var, pos token.Pos) bool {
	used := false
	ast.Inspect(funcBody(fn), func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && id.Pos() >= pos && c.pass.TypesInfo.Uses[id] == types.Object(v) {
			used = true
		}
		return !used
	})
	return used
}

// statementAt is the innermost list of fn with a statement at pos, and its place.
func (c *checker) statementAt(fn *ssa.Function, pos token.Pos) ([]ast.Stmt, int) {
	body, file := funcBody(fn), c.fileAt(pos)
	if body == nil || file == nil || pos < body.Pos() || pos >= body.End() {
		return nil, -1
	}
	path, _ := astutil.PathEnclosingInterval(file, pos, pos)
	for i, n := range path {
		s, ok := n.(ast.Stmt)
		if !ok || i+1 == len(path) {
			continue
		}
		if list, _ := statements(path[i+1]); slices.Contains(list, s) {
			return list, slices.Index(list, s)
		}
	}
	return nil, -1
}
