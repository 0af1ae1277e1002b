package goroutineleak

import (
	"go/ast"
	"go/types"

	"github.com/govlint/govlint/internal/report"
)

// checkOutlives reports the helper of one call that waits for the end of the
// whole object. The call ends by itself and releases what it worked with; its
// helper, which would have done so for it, still waits then, one for each call.
//
//	defer w.Stop()
//	go func() {
//		<-c.exit
//		w.Stop()
//	}()
//	for { … return err }
//
// What it takes for such a helper: a literal that first waits for a channel or
// context in a field of the receiver, with no other way on, and then ends
// something of the call that the function around it ends on its own way out.
func (c *checker) checkOutlives(decl *ast.FuncDecl) {
	recv := c.receiver(decl)
	if recv == nil || decl.Body == nil {
		return
	}
	for i, stmt := range decl.Body.List {
		start, ok := stmt.(*ast.GoStmt)
		if !ok {
			continue
		}
		lit, ok := start.Call.Fun.(*ast.FuncLit)
		if !ok || len(lit.Body.List) < 2 {
			continue
		}
		wait := c.waitsForField(lit.Body.List[0], recv)
		if wait == nil || !c.goesOn(decl.Body.List[i+1:], wait) {
			continue
		}
		if obj := c.endsToo(decl, lit); obj != nil {
			c.reportOutlives(decl, start, wait, obj)
		}
	}
}

func (c *checker) receiver(decl *ast.FuncDecl) types.Object {
	if decl.Recv == nil || len(decl.Recv.List) != 1 || len(decl.Recv.List[0].Names) != 1 {
		return nil
	}
	return c.pass.TypesInfo.Defs[decl.Recv.List[0].Names[0]]
}

// waitsForField is the field of recv that stmt waits for, or nil.
func (c *checker) waitsForField(stmt ast.Stmt, recv types.Object) *ast.SelectorExpr {
	s, ok := stmt.(*ast.ExprStmt)
	if !ok || !isReceive(s.X) {
		return nil
	}
	e := ast.Unparen(ast.Unparen(s.X).(*ast.UnaryExpr).X)
	if call, ok := e.(*ast.CallExpr); ok {
		e = c.method(call, "Done")
	}
	sel, ok := e.(*ast.SelectorExpr)
	if !ok || c.object(sel.X) != recv {
		return nil
	}
	return sel
}

// goesOn reports whether the function waits for something of its own behind
// the start, and does not end what its helper waits for.
func (c *checker) goesOn(rest []ast.Stmt, wait *ast.SelectorExpr) bool {
	waits := false
	for _, stmt := range rest {
		ast.Inspect(stmt, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncLit:
				return false
			case *ast.ForStmt:
				waits = waits || n.Cond == nil
			case *ast.CallExpr:
				waits = waits || c.method(n, "Wait") != nil
			}
			return true
		})
		if len(find(stmt, func(sel *ast.SelectorExpr) bool { return c.object(sel) == c.object(wait) })) > 0 {
			return false // it looks at it, too
		}
	}
	return waits
}

// endsToo is the variable of the call that the helper ends and the function
// around it, too: by close, or by a method such as Stop.
func (c *checker) endsToo(decl *ast.FuncDecl, lit *ast.FuncLit) types.Object {
	for _, obj := range c.ended(lit.Body, nil) {
		if inside(lit, obj.Pos()) {
			continue
		}
		for _, other := range c.ended(decl.Body, lit) {
			if other == obj {
				return obj
			}
		}
	}
	return nil
}

// ended lists the variables that body closes, stops or drains; what stands in
// except is left out.
func (c *checker) ended(body ast.Node, except ast.Node) []types.Object {
	var out []types.Object
	ast.Inspect(body, func(n ast.Node) bool {
		if n == nil || n == except {
			return false
		}
		var e ast.Expr
		switch n := n.(type) {
		case *ast.CallExpr:
			if arg, ok := c.isBuiltin(n, "close"); ok {
				e = arg
				break
			}
			e = c.method(n, "Stop", "Close", "Cancel", "Shutdown")
		case *ast.RangeStmt:
			if _, ok := c.pass.TypesInfo.TypeOf(n.X).Underlying().(*types.Chan); ok && except == nil {
				e = n.X
			}
		}
		if id, ok := e.(*ast.Ident); ok {
			if v, ok := c.pass.TypesInfo.Uses[id].(*types.Var); ok {
				out = append(out, v)
			}
		}
		return true
	})
	return out
}

func (c *checker) reportOutlives(decl *ast.FuncDecl, start *ast.GoStmt, wait *ast.SelectorExpr, obj types.Object) {
	pos := start.Call.Fun.(*ast.FuncLit).Body.List[0].Pos()
	if c.reported[pos] {
		return
	}
	name := types.ExprString(wait)
	c.add(report.Finding{
		Kind: "receive",
		Pos:  pos,
		Message: "the goroutine started at " + c.where(start.Pos()) + " still waits for " + name + " after " +
			decl.Name.Name + " has returned and ended " + obj.Name() + " itself: one stays for each call",
		Witness: []report.Step{
			{Pos: start.Pos(), Text: "1 main: starts a goroutine at " + c.where(start.Pos()) + " that is to end " + obj.Name()},
			{Pos: decl.Body.Rbrace, Text: "2 main: returns for a reason of its own, with " + obj.Name() + " ended"},
			{Pos: pos, Text: "3 goroutine: is blocked receiving from " + name + " at " + c.where(pos) + ", for as long as " + recvName(decl) + " lives"},
		},
	}, nil)
}

func recvName(decl *ast.FuncDecl) string {
	return decl.Recv.List[0].Names[0].Name
}
