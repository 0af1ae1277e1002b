package goroutineleak

import (
	"go/ast"
	"go/token"
	"go/types"
	"strconv"

	"github.com/govlint/govlint/internal/edit"
)

// makeRoom gives a channel room for all that is ever sent on it:
//
//	results := make(chan T)
//	results := make(chan T, 1)
//
// so that a goroutine whose value nobody wants can leave it there and end. It
// applies where a send is the last thing that its goroutine does.
func (c *checker) makeRoom(at *place, b *edit.Builder) string {
	call, ch := c.makeOf(at)
	if call == nil || len(call.Args) == 2 && c.constant(call.Args[1]) != "0" {
		return ""
	}
	room := c.roomFor(at, call, ch)
	if room == "" {
		return ""
	}
	if len(call.Args) == 2 {
		b.Replace(call.Args[1].Pos(), call.Args[1].End(), room)
	} else {
		b.Insert(call.Args[0].End(), ", "+room)
	}
	if room == "1" {
		return "make room for the value"
	}
	return "make room for all values: " + room
}

// makeOf is the call of make that the channel of a finding comes from, and the
// variable or field that it is assigned to.
func (c *checker) makeOf(at *place) (*ast.CallExpr, types.Object) {
	if at.leak == nil || !at.leak.Made.IsValid() {
		return nil, nil
	}
	path := c.pathTo(at.leak.Made)
	call := innermost[*ast.CallExpr](path)
	if call == nil {
		return nil, nil
	}
	if _, ok := c.isBuiltin(call, "make"); !ok {
		return nil, nil
	}
	for _, n := range path {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for i, r := range n.Rhs {
				if ast.Unparen(r) == call && len(n.Lhs) == len(n.Rhs) {
					return call, c.object(n.Lhs[i])
				}
			}
		case *ast.ValueSpec:
			for i, r := range n.Values {
				if ast.Unparen(r) == call && len(n.Names) == len(n.Values) {
					return call, c.pass.TypesInfo.Defs[n.Names[i]]
				}
			}
		case *ast.KeyValueExpr:
			if key, ok := n.Key.(*ast.Ident); ok && ast.Unparen(n.Value) == call {
				return call, c.pass.TypesInfo.Uses[key]
			}
		}
	}
	return nil, nil
}

func (c *checker) constant(e ast.Expr) string {
	if tv := c.pass.TypesInfo.Types[e]; tv.Value != nil {
		return tv.Value.ExactString()
	}
	return ""
}

// roomFor is the number of values that can be sent on ch, as source; "" when
// that is not known before the first.
func (c *checker) roomFor(at *place, call *ast.CallExpr, ch types.Object) string {
	count, times := 0, ""
	for _, send := range c.sends(at, ch) {
		path := c.pathTo(send.Arrow)
		fn, _, body := function(path)
		if !last(path, body) || inLoop(path, fn) {
			return ""
		}
		from := at.leak.Start.Pos()
		if lit, ok := fn.(*ast.FuncLit); ok && inside(outermost(path), call.Pos()) {
			from = lit.Pos()
		}
		n, ok := c.rounds(call.Pos(), from)
		switch {
		case !ok || n != "" && times != "":
			return ""
		case n != "":
			times = n
		default:
			count++
		}
	}
	switch {
	case count == 0 && times == "":
		return ""
	case times == "":
		return strconv.Itoa(count)
	case count == 0:
		return times
	}
	return times + "+" + strconv.Itoa(count)
}

// sends are the sends on ch, and the one that is blocked. Sends of one
// goroutine that exclude each other count once.
func (c *checker) sends(at *place, ch types.Object) []*ast.SendStmt {
	var out []*ast.SendStmt
	ends := make(map[ast.Node]bool)
	add := func(s *ast.SendStmt) {
		path := c.pathTo(s.Arrow)
		if fn, _, _ := function(path); !ends[fn] || !exclusive(path) {
			ends[fn] = exclusive(path)
			out = append(out, s)
		}
	}
	blocked := innermost[*ast.SendStmt](at.path)
	if at.leak.Start == nil || blocked == nil {
		return nil
	}
	add(blocked)
	if ch == nil {
		return out
	}
	for _, file := range c.pass.Files {
		for _, s := range find(file, func(s *ast.SendStmt) bool { return s != blocked && c.object(s.Chan) == ch }) {
			add(s)
		}
	}
	return out
}

// exclusive reports whether the function returns after the statement of path,
// without anything in between.
func exclusive(path []ast.Node) bool {
	for i, n := range path {
		stmt, ok := n.(ast.Stmt)
		if !ok || i+1 == len(path) {
			continue
		}
		list := listOf(path[i+1])
		for j, s := range list {
			if s != stmt || j+1 == len(list) {
				continue
			}
			_, returns := list[j+1].(*ast.ReturnStmt)
			return returns
		}
		switch path[i+1].(type) {
		case *ast.FuncLit, *ast.FuncDecl:
			return true
		}
	}
	return false
}

// last reports whether nothing of weight comes behind the innermost statement
// of path in its function: sends, returns, and the end of a lock, a count or a
// channel.
func last(path []ast.Node, body *ast.BlockStmt) bool {
	for i, n := range path {
		if n == ast.Node(body) {
			return true
		}
		stmt, ok := n.(ast.Stmt)
		if !ok || i+1 == len(path) {
			continue
		}
		list := listOf(path[i+1])
		for j, s := range list {
			if s != stmt {
				continue
			}
			for _, later := range list[j+1:] {
				if _, ok := later.(*ast.ReturnStmt); ok {
					return true
				}
				if !light(later) {
					return false
				}
			}
		}
	}
	return false
}

func light(stmt ast.Stmt) bool {
	switch s := stmt.(type) {
	case *ast.SendStmt, *ast.DeferStmt, *ast.EmptyStmt:
		return true
	case *ast.ExprStmt:
		call, ok := s.X.(*ast.CallExpr)
		if !ok {
			return false
		}
		switch f := call.Fun.(type) {
		case *ast.Ident:
			return f.Name == "close"
		case *ast.SelectorExpr:
			switch f.Sel.Name {
			case "Done", "Unlock", "RUnlock", "Close", "Stop":
				return true
			}
		}
	}
	return false
}

func listOf(n ast.Node) []ast.Stmt {
	switch n := n.(type) {
	case *ast.BlockStmt:
		return n.List
	case *ast.CaseClause:
		return n.Body
	case *ast.CommClause:
		return n.Body
	}
	return nil
}

// inLoop reports whether a loop of fn holds the innermost node of path.
func inLoop(path []ast.Node, fn ast.Node) bool {
	for _, n := range path {
		switch n.(type) {
		case *ast.ForStmt, *ast.RangeStmt:
			return true
		}
		if n == fn {
			return false
		}
	}
	return false
}

// rounds is how often what stands at pos runs after the make: "" for once, or
// the bound of the one loop around it.
func (c *checker) rounds(made, pos token.Pos) (string, bool) {
	bound := ""
	for _, n := range c.pathTo(pos) {
		if inside(n, made) {
			return bound, true
		}
		switch n := n.(type) {
		case *ast.ForStmt, *ast.RangeStmt:
			if bound != "" {
				return "", false
			}
			if bound = c.bound(n, made); bound == "" {
				return "", false
			}
		}
	}
	return "", false
}

// bound is the number of rounds of a loop, as source that has the same value
// at the place of the make.
func (c *checker) bound(loop ast.Node, made token.Pos) string {
	var of ast.Expr
	switch loop := loop.(type) {
	case *ast.RangeStmt:
		of = loop.X
	case *ast.ForStmt:
		cond, ok := loop.Cond.(*ast.BinaryExpr)
		init, isInit := loop.Init.(*ast.AssignStmt)
		if !ok || !isInit || cond.Op != token.LSS || len(init.Rhs) != 1 || c.constant(init.Rhs[0]) != "0" {
			return ""
		}
		if _, counts := loop.Post.(*ast.IncDecStmt); !counts {
			return ""
		}
		of = cond.Y
	}
	if arg, ok := c.isBuiltin(of, "len"); ok {
		of = arg
	}
	if v := c.constant(of); v != "" {
		return types.ExprString(of)
	}
	if !c.steady(of, made, loop.Pos()) {
		return ""
	}
	switch t := c.pass.TypesInfo.TypeOf(of).Underlying().(type) {
	case *types.Basic:
		if t.Info()&types.IsInteger != 0 {
			return types.ExprString(of)
		}
	case *types.Slice, *types.Array, *types.Map:
		return "len(" + types.ExprString(of) + ")"
	}
	return ""
}

// steady reports whether e is a variable, or a field of one, that is there at
// from and is not assigned to between from and to.
func (c *checker) steady(e ast.Expr, from, to token.Pos) bool {
	for {
		sel, ok := ast.Unparen(e).(*ast.SelectorExpr)
		if !ok {
			break
		}
		e = sel.X
	}
	id, ok := ast.Unparen(e).(*ast.Ident)
	if !ok {
		return false
	}
	obj := c.pass.TypesInfo.Uses[id]
	scope := c.pass.Pkg.Scope().Innermost(from)
	if obj == nil || scope == nil {
		return false
	}
	if _, seen := scope.LookupParent(id.Name, from); seen != obj {
		return false
	}
	body := outermost(c.pathTo(from))
	writes := func(e ast.Expr, pos token.Pos) bool {
		for {
			sel, ok := ast.Unparen(e).(*ast.SelectorExpr)
			if !ok {
				break
			}
			e = sel.X
		}
		return c.object(e) == obj && from < pos && pos < to
	}
	return len(find(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for _, l := range n.Lhs {
				if writes(l, n.Pos()) {
					return true
				}
			}
		case *ast.IncDecStmt:
			return writes(n.X, n.Pos())
		case *ast.UnaryExpr:
			return n.Op == token.AND && writes(n.X, n.Pos())
		}
		return false
	})) == 0
}
