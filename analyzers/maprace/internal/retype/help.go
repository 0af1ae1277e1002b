package retype

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strconv"
	"strings"

	"github.com/govlint/govlint/analyzers/maprace/internal/rewrite"
)

// useAt is the use that e is, if it is one.
func (w *writer) useAt(e ast.Expr) *use {
	if e == nil {
		return nil
	}
	i := slices.IndexFunc(w.uses, func(u *use) bool { return u.expr == e })
	if i < 0 {
		return nil
	}
	return w.uses[i]
}

// usesIn are the uses between two positions.
func (w *writer) usesIn(from, to token.Pos) []*use {
	var out []*use
	for _, u := range w.uses {
		if from <= u.expr.Pos() && u.expr.End() <= to {
			out = append(out, u)
		}
	}
	return out
}

func (w *writer) wrap(e ast.Expr, before, after string) {
	w.b.Insert(e.Pos(), before)
	w.b.Insert(e.End(), after)
}

// drop notes expressions that are gone, with what they name.
func (w *writer) drop(exprs ...ast.Expr) {
	for _, e := range exprs {
		if e != nil {
			w.dropped = append(w.dropped, e)
		}
	}
}

// fresh reports a new map that nobody else has.
func (w *writer) fresh(e ast.Expr) bool {
	if len(w.usesIn(e.Pos(), e.End())) > 0 {
		return false
	}
	switch e := e.(type) {
	case *ast.CompositeLit:
		return true
	case *ast.CallExpr:
		name := w.callee(e)
		return name == "maps.Clone" || name == "maps.Collect"
	}
	return false
}

// pure reports an expression whose evaluation, left out or done twice, changes
// nothing and costs little.
func (w *writer) pure(e ast.Expr) bool {
	if e == nil {
		return true
	}
	ok := true
	ast.Inspect(e, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			if tv := w.pass.TypesInfo.Types[n.Fun]; tv.IsType() {
				return ok
			}
			switch w.callee(n) {
			case "make", "new", "len", "cap", "min", "max":
			default:
				ok = ok && w.constructor(n)
			}
		case *ast.UnaryExpr:
			ok = ok && n.Op != token.ARROW
		case *ast.FuncLit:
			return false
		}
		return ok
	})
	return ok
}

// constructor reports the call of a function of the package that does no more
// than return a literal.
func (w *writer) constructor(call *ast.CallExpr) bool {
	id, ok := call.Fun.(*ast.Ident)
	if !ok {
		return false
	}
	for _, file := range w.pass.Files {
		for _, d := range file.Decls {
			fd, ok := d.(*ast.FuncDecl)
			if !ok || fd.Body == nil || w.pass.TypesInfo.Defs[fd.Name] == nil || w.pass.TypesInfo.Defs[fd.Name] != w.pass.TypesInfo.Uses[id] {
				continue
			}
			if len(fd.Body.List) != 1 {
				return false
			}
			ret, ok := fd.Body.List[0].(*ast.ReturnStmt)
			if !ok || len(ret.Results) != 1 || !isLiteral(ret.Results[0]) {
				return false
			}
			calls := false
			ast.Inspect(ret, func(n ast.Node) bool {
				c, is := n.(*ast.CallExpr)
				calls = calls || is && w.callee(c) != "make"
				return !calls
			})
			return !calls
		}
	}
	return false
}

// simple reports an expression that may be evaluated before what stands in
// front of it: it calls nothing and cannot fail.
func (w *writer) simple(e ast.Expr) bool {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident, *ast.BasicLit:
		return true
	case *ast.SelectorExpr:
		if s := w.pass.TypesInfo.Selections[e]; s != nil && s.Indirect() {
			id, ok := e.X.(*ast.Ident)
			return ok && w.isReceiver(id)
		}
		return w.simple(e.X)
	case *ast.CompositeLit:
		return !slices.ContainsFunc(e.Elts, func(x ast.Expr) bool {
			if kv, ok := x.(*ast.KeyValueExpr); ok {
				x = kv.Value
			}
			return !w.simple(x)
		})
	case *ast.BinaryExpr:
		return e.Op != token.QUO && e.Op != token.REM && e.Op != token.SHL && e.Op != token.SHR && w.simple(e.X) && w.simple(e.Y)
	case *ast.CallExpr:
		return w.pass.TypesInfo.Types[e.Fun].IsType() && len(e.Args) == 1 && w.simple(e.Args[0])
	}
	return false
}

// isReceiver reports the receiver of a method: what the method does to it has
// shown that it is not nil.
func (w *writer) isReceiver(id *ast.Ident) bool {
	v, ok := w.pass.TypesInfo.Uses[id].(*types.Var)
	return ok && v.Kind() == types.RecvVar
}

// stable reports a key that is the same wherever it stands between two
// positions: simple or a call that computes, of variables not assigned there.
func (w *writer) stable(key ast.Expr, from, to token.Pos) bool {
	if !w.quiet(key) {
		return false
	}
	vars := make(map[types.Object]bool)
	local := false
	ast.Inspect(key, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			if v, ok := w.pass.TypesInfo.Uses[id].(*types.Var); ok {
				vars[v] = true
				local = local || !v.IsField() && from <= v.Pos() && v.Pos() < to
			}
		}
		return true
	})
	if local {
		return false
	}
	changed := false
	for _, file := range w.pass.Files {
		if from < file.FileStart || file.FileEnd < from {
			continue
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if n == nil || n.Pos() >= to || n.End() <= from {
				return false
			}
			switch n := n.(type) {
			case *ast.AssignStmt:
				for _, l := range n.Lhs {
					changed = changed || n.Pos() >= from && w.names1(l, vars)
				}
			case *ast.IncDecStmt:
				changed = changed || n.Pos() >= from && w.names1(n.X, vars)
			}
			return !changed
		})
	}
	return !changed
}

// names1 reports a target of an assignment, other than an entry of the map,
// that is one of vars or a part of one.
func (w *writer) names1(e ast.Expr, vars map[types.Object]bool) bool {
	for {
		switch x := e.(type) {
		case *ast.Ident:
			return vars[w.pass.TypesInfo.Uses[x]]
		case *ast.SelectorExpr:
			if vars[w.pass.TypesInfo.Uses[x.Sel]] {
				return true
			}
			return false
		case *ast.StarExpr:
			e = x.X
		default:
			return false
		}
	}
}

// newName is a name like the one given that nothing has in the function around
// n, nor anything that is seen from there.
func (w *writer) newName(file *ast.File, n ast.Node, name string) string {
	var fn ast.Node = file
	for _, d := range file.Decls {
		if d.Pos() <= n.Pos() && n.Pos() < d.End() {
			fn = d
		}
	}
	if w.otherMaps(fn) { // each may be given names, perhaps in one go
		name = w.root.Name() + strings.ToUpper(name[:1]) + name[1:]
	}
	for i := 1; ; i++ {
		try := name
		if i > 1 {
			try += strconv.Itoa(i)
		}
		key := localName{fn.Pos(), try}
		if scope := w.pass.TypesInfo.Scopes[file]; scope != nil && scope.Lookup(try) != nil {
			continue
		}
		if !w.names[key] && w.pass.Pkg.Scope().Lookup(try) == nil && !mentions(fn, try) {
			w.names[key] = true
			return try
		}
	}
}

func (w *writer) otherMaps(n ast.Node) bool {
	return rewrite.OtherMaps(w.pass, n, func(v *types.Var) bool { return w.members[v] != nil })
}

// A localName is a name of a function that was added.
type localName struct {
	fn   token.Pos
	name string
}

// paramName is a name for a parameter of a literal that stands around nodes.
func paramName(name string, nodes ...ast.Node) string {
	for i := 1; ; i++ {
		try := name
		if i > 1 {
			try = fmt.Sprint(name, i)
		}
		if !slices.ContainsFunc(nodes, func(n ast.Node) bool { return mentions(n, try) }) {
			return try
		}
	}
}

func mentions(n ast.Node, name string) bool {
	found := false
	ast.Inspect(n, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && id.Name == name {
			found = true
		}
		return !found
	})
	return found
}

// mentionedIn reports whether the variable is named between two positions.
func (w *writer) mentionedIn(v types.Object, from, to token.Pos) bool {
	for id, obj := range w.pass.TypesInfo.Uses {
		if obj == v && from <= id.Pos() && id.Pos() < to {
			return true
		}
	}
	return false
}

// object is the variable that e names.
func (w *writer) object(e ast.Expr) types.Object {
	id, ok := e.(*ast.Ident)
	if !ok || id.Name == "_" {
		return nil
	}
	return w.pass.TypesInfo.ObjectOf(id)
}

// inList reports a statement that stands in a list.
func (w *writer) inList(s ast.Stmt) bool {
	found := false
	for _, file := range w.pass.Files {
		if s.Pos() < file.FileStart || file.FileEnd < s.Pos() {
			continue
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if n != nil && slices.Contains(listOf(n), s) {
				found = true
			}
			return !found
		})
	}
	return found
}

// editedLater reports a replacement by a map that its function goes on to
// change: the copy would not change with it.
func (w *writer) editedLater(u *use, as *ast.AssignStmt) bool {
	v := w.object(as.Rhs[0])
	if v == nil {
		_, lit := as.Rhs[0].(*ast.Ident)
		return lit
	}
	return w.mentionedIn(v, as.End(), u.function().End())
}
