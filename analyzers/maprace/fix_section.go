package maprace

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ast/astutil"
	"golang.org/x/tools/go/ssa"
)

// A stretch is the statements of one list that a critical section has to
// cover.
type stretch struct {
	file  *ast.File
	list  []ast.Stmt
	from  int // first and last statement in list
	to    int
	scope *types.Scope // in which the list declares
	body  bool         // list is the function's whole body
	at    []token.Pos  // what the section is for
}

func (s *stretch) stmts() []ast.Stmt { return s.list[s.from : s.to+1] }

// stretchOf is the shortest run of statements, in the innermost list, that
// holds all positions. Nil when they do not stand in the source of fn itself.
func (c *checker) stretchOf(fn *ssa.Function, positions []token.Pos) *stretch {
	body := funcBody(fn)
	file := c.fileAt(positions[0])
	if body == nil || file == nil {
		return nil
	}
	var common *stretch
	for _, pos := range positions {
		if pos < body.Pos() || pos >= body.End() {
			return nil
		}
		s := c.innermost(file, body, pos, positions)
		if s == nil || common != nil && !sameList(s.list, common.list) {
			return nil
		}
		if common == nil {
			common = s
			continue
		}
		common.from, common.to = min(common.from, s.from), max(common.to, s.to)
	}
	common.at = positions
	return common
}

func sameList(a, b []ast.Stmt) bool { return len(a) == len(b) && a[0] == b[0] }

func funcBody(fn *ssa.Function) *ast.BlockStmt {
	switch n := fn.Syntax().(type) {
	case *ast.FuncDecl:
		return n.Body
	case *ast.FuncLit:
		return n.Body
	}
	return nil
}

// innermost is the innermost list in body that holds all positions, and in it
// the statement with pos.
func (c *checker) innermost(file *ast.File, body *ast.BlockStmt, pos token.Pos, all []token.Pos) *stretch {
	path, _ := astutil.PathEnclosingInterval(file, pos, pos)
	for _, n := range path {
		list, holder := statements(n)
		if list == nil || !holdsAll(list, all) {
			if n == ast.Node(body) {
				return nil
			}
			if _, ok := n.(*ast.FuncLit); ok {
				return nil
			}
			continue
		}
		for i, stmt := range list {
			if stmt.Pos() <= pos && pos < stmt.End() {
				return &stretch{file: file, list: list, from: i, to: i, scope: c.pass.TypesInfo.Scopes[holder], body: n == ast.Node(body)}
			}
		}
		return nil
	}
	return nil
}

// statements is the list of a block or clause, and the node that has its
// scope: a function's body shares that of its type.
func statements(n ast.Node) ([]ast.Stmt, ast.Node) {
	switch n := n.(type) {
	case *ast.BlockStmt:
		if isClauses(n) {
			return nil, nil // no statement goes between two cases
		}
		return n.List, n
	case *ast.CaseClause:
		return n.Body, n
	case *ast.CommClause:
		return n.Body, n
	}
	return nil, nil
}

func isClauses(block *ast.BlockStmt) bool {
	if len(block.List) == 0 {
		return false
	}
	switch block.List[0].(type) {
	case *ast.CaseClause, *ast.CommClause:
		return true
	}
	return false
}

func holdsAll(list []ast.Stmt, positions []token.Pos) bool {
	if len(list) == 0 {
		return false
	}
	for _, pos := range positions {
		if pos < list[0].Pos() || pos >= list[len(list)-1].End() {
			return false
		}
	}
	return true
}

func (c *checker) fileAt(pos token.Pos) *ast.File {
	for _, file := range c.pass.Files {
		if file.FileStart <= pos && pos < file.FileEnd {
			return file
		}
	}
	return nil
}

// An exit is how control leaves a stretch other than at its end.
type exit struct {
	returns bool // by return, in the middle
	last    bool // its last statement is a return
	jumps   bool // by break, continue or goto
}

func (s *stretch) exits() exit {
	var e exit
	_, e.last = s.list[s.to].(*ast.ReturnStmt)
	for i, stmt := range s.stmts() {
		if e.last && s.from+i == s.to {
			break
		}
		e.scan(stmt)
	}
	return e
}

// scan looks for ways out of stmt.
func (e *exit) scan(stmt ast.Stmt) { ast.Walk(exitFinder{exit: e}, stmt) }

// An exitFinder knows whether a break or a continue stays inside the stretch.
type exitFinder struct {
	*exit
	breaks, continues bool
}

func (f exitFinder) Visit(n ast.Node) ast.Visitor {
	switch n := n.(type) {
	case *ast.FuncLit:
		return nil
	case *ast.ForStmt, *ast.RangeStmt:
		f.breaks, f.continues = true, true
	case *ast.SwitchStmt, *ast.TypeSwitchStmt, *ast.SelectStmt:
		f.breaks = true
	case *ast.ReturnStmt:
		f.returns = true
	case *ast.BranchStmt:
		inside := n.Tok == token.FALLTHROUGH || n.Tok == token.BREAK && f.breaks || n.Tok == token.CONTINUE && f.continues
		f.jumps = f.jumps || n.Label != nil || !inside
	}
	return f
}
