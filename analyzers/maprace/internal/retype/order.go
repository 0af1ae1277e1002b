package retype

import (
	"go/ast"
	"go/token"
	"go/types"
	"strconv"
)

// inOrder reports whether no look decides a later change, within a function:
// each is a step of its own now, and somebody else's may come between. A call
// that is passed the map looks and changes as the function does.
func (w *writer) inOrder() bool {
	for i, r := range w.uses {
		if w.inTests(r) {
			continue
		}
		looks, changes := w.does(r, 0)
		if !looks && !changes {
			continue
		}
		for j, c := range w.uses {
			if i == j || r.runsIn() != c.runsIn() || !before(r, c) || apart(r, c) {
				continue
			}
			looksLater, changesLater := w.does(c, 0)
			switch {
			case looks && changesLater:
				return false
			case changes && looksLater && readsBack(r, c):
				return false // what it reads back may be another's
			}
		}
	}
	return true
}

// readsBack reports whether c may look at the entry that r has changed.
func readsBack(r, c *use) bool {
	if r.effect == none || c.effect == none { // in a function that is passed the map
		return (r.effect == none || r.key != "") && (c.effect == none || c.key != "")
	}
	return r.key != "" && r.key == c.key
}

// does reports the effects of a use: its own, or those of the function that it
// passes the map to.
func (w *writer) does(u *use, depth int) (looks, changes bool) {
	const most = 4
	switch u.effect {
	case read:
		return true, false
	case write:
		return false, true
	case atomic:
		return false, false
	}
	if _, call := u.parent(0).(*ast.CallExpr); !call {
		return false, false
	}
	v, _ := w.handedTo(u)
	if v == nil {
		return false, false
	}
	if depth == most {
		return true, true
	}
	for _, x := range w.uses {
		if x.v == v {
			l, c := w.does(x, depth+1)
			looks, changes = looks || l, changes || c
		}
	}
	return looks, changes
}

// runsIn is the innermost function around the use, other than a literal that is
// called where it stands: that is a part of the function it stands in.
func (u *use) runsIn() ast.Node {
	for n := len(u.stack) - 1; n > 0; n-- {
		switch f := u.stack[n].(type) {
		case *ast.FuncDecl:
			return f
		case *ast.FuncLit:
			call, ok := u.stack[n-1].(*ast.CallExpr)
			if _, started := u.stack[max(n-2, 0)].(*ast.GoStmt); ok && call.Fun == ast.Expr(f) && !started {
				continue
			}
			return f
		}
	}
	return nil
}

// before reports whether a is done before b: it stands in an earlier statement,
// or in the same as what is read for a change.
func before(a, b *use) bool {
	al, i := a.anchor()
	bl, j := b.anchor()
	if i >= 0 && j >= 0 && al[i] == bl[j] {
		return a.effect == read || a.effect == none || a.expr.Pos() < b.expr.Pos()
	}
	return a.expr.Pos() < b.expr.Pos()
}

// apart reports uses on different branches, which no one execution makes both
// of.
func apart(a, b *use) bool {
	for i, n := range a.stack {
		if i >= len(b.stack) || b.stack[i] != n {
			return false
		}
		if i+1 >= len(a.stack) || i+1 >= len(b.stack) {
			return false
		}
		x, y := a.stack[i+1], b.stack[i+1]
		if x == y {
			continue
		}
		switch n := n.(type) {
		case *ast.IfStmt:
			return x == ast.Node(n.Body) && y == n.Else || y == ast.Node(n.Body) && x == n.Else
		case *ast.BlockStmt:
			_, c := x.(*ast.CaseClause)
			_, d := x.(*ast.CommClause)
			return c || d
		}
		return false
	}
	return false
}

// clean takes out the imports that nothing uses any more. It reports false when
// a variable would be left that nothing uses.
func (w *writer) clean() bool {
	gone := func(pos token.Pos) bool {
		for _, n := range w.dropped {
			if n.Pos() <= pos && pos < n.End() {
				return true
			}
		}
		return false
	}
	left := make(map[types.Object]bool)
	dropped := make(map[types.Object]bool)
	for id, obj := range w.pass.TypesInfo.Uses {
		if gone(id.Pos()) {
			dropped[obj] = true
		} else {
			left[obj] = true
		}
	}
	for obj := range dropped {
		if left[obj] {
			continue
		}
		switch obj := obj.(type) {
		case *types.PkgName:
			if !w.unimport(obj) {
				return false
			}
		case *types.Var:
			if local := obj.Parent() != w.pass.Pkg.Scope() && !obj.IsField() && obj.Kind() == types.LocalVar; local {
				return false
			}
		}
	}
	return true
}

// unimport takes out an import.
func (w *writer) unimport(name *types.PkgName) bool {
	for _, file := range w.pass.Files {
		for _, spec := range file.Imports {
			path, err := strconv.Unquote(spec.Path.Value)
			if err != nil || path != name.Imported().Path() || file.FileStart > name.Pos() || name.Pos() > file.FileEnd {
				continue
			}
			if w.kept[importKey{file.FileStart, path}] {
				return true
			}
			w.b.DropImport(file, spec)
			return !w.b.Failed()
		}
	}
	return false
}

type importKey struct {
	file token.Pos // where the file starts
	path string
}
