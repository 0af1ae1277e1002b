package retype

import (
	"go/ast"
	"go/token"
	"go/types"
	"strconv"
)

// inOrder reports whether no look decides a later change, within a function:
// each is a step of its own now, and somebody else's may come between.
func (w *writer) inOrder() bool {
	for i, r := range w.uses {
		if r.effect != read && r.effect != write || w.inTests(r) {
			continue
		}
		for j, c := range w.uses {
			if i == j || r.function() != c.function() {
				continue
			}
			switch {
			case r.effect == read && c.effect == write && before(r, c) && !apart(r, c):
				return false
			case r.effect == write && c.effect == read && before(r, c) && r.key != "" && r.key == c.key && !apart(r, c):
				return false // what it reads back may be another's
			}
		}
	}
	return true
}

// before reports whether a is done before b: it stands in an earlier statement,
// or in the same as what is read for a change.
func before(a, b *use) bool {
	al, i := a.anchor()
	bl, j := b.anchor()
	if i >= 0 && j >= 0 && al[i] == bl[j] {
		return a.effect == read || a.expr.Pos() < b.expr.Pos()
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
