package retype

import (
	"cmp"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/types/typeutil"
)

// A declaration is where a member is declared.
type declaration struct {
	file  *ast.File
	field *ast.Field      // of a struct, or of a parameter list
	spec  *ast.ValueSpec  // var m
	stmt  *ast.AssignStmt // m := …
	owner *ast.TypeSpec   // the struct type
}

// gather finds all variables that hold the map: that of the finding, the
// parameters it is passed as, and local names for it.
func (w *writer) gather() bool {
	todo := []*types.Var{w.root}
	for len(todo) > 0 {
		v := todo[0]
		todo = todo[1:]
		if w.members[v] != nil {
			continue
		}
		m := &member{v: v}
		if v != w.root {
			m.pointer = true
		}
		if !types.Identical(v.Type(), w.root.Type()) || !w.find(m) {
			return false
		}
		w.members[v] = m
		w.order = append(w.order, m)
		for _, u := range w.index.uses[v] {
			u.effect, u.key, u.taken = none, "", false // another fix may have used it
			w.uses = append(w.uses, u)
			more, ok := w.handedTo(u)
			if !ok {
				return false
			}
			if more != nil {
				todo = append(todo, more)
			}
		}
	}
	slices.SortStableFunc(w.uses, func(a, b *use) int { return cmp.Compare(a.expr.Pos(), b.expr.Pos()) })
	return w.wholeCalls()
}

// handedTo is the variable that takes the map at u, if one does. It reports
// false when what takes it is no plain variable of the package.
func (w *writer) handedTo(u *use) (*types.Var, bool) {
	switch p := u.parent(0).(type) {
	case *ast.CallExpr:
		i := slices.Index(p.Args, u.expr)
		if i < 0 || p.Ellipsis.IsValid() {
			return nil, false
		}
		if tv := w.pass.TypesInfo.Types[p.Fun]; tv.IsBuiltin() || tv.IsType() {
			return nil, tv.IsBuiltin()
		}
		if lit, ok := p.Fun.(*ast.FuncLit); ok {
			sig, ok := w.pass.TypesInfo.TypeOf(lit).(*types.Signature)
			if !ok || sig.Variadic() || i >= sig.Params().Len() {
				return nil, false
			}
			return sig.Params().At(i), true
		}
		fn := typeutil.StaticCallee(w.pass.TypesInfo, p)
		if fn == nil {
			return nil, false
		}
		if fn.Pkg() != w.pass.Pkg {
			return nil, fn.Pkg() != nil && fn.Pkg().Path() == "maps"
		}
		sig := fn.Signature()
		if sig.Variadic() || i >= sig.Params().Len() || fn.Exported() || fn.Origin() != fn || sig.TypeParams() != nil {
			return nil, false
		}
		return sig.Params().At(i), true
	case *ast.AssignStmt:
		if len(p.Lhs) != 1 || len(p.Rhs) != 1 || p.Rhs[0] != u.expr {
			return nil, true // not an alias, or one that nothing will rewrite
		}
		id, ok := p.Lhs[0].(*ast.Ident)
		if !ok || p.Tok != token.DEFINE {
			return nil, false
		}
		v, ok := w.pass.TypesInfo.Defs[id].(*types.Var)
		return v, ok
	}
	return nil, true
}

// find looks for the declaration of m.
func (w *writer) find(m *member) bool {
	for _, file := range w.pass.Files {
		if m.v.Pos() < file.FileStart || file.FileEnd < m.v.Pos() {
			continue
		}
		m.decl.file = file
		ast.Inspect(file, func(n ast.Node) bool {
			if n == nil || n.Pos() > m.v.Pos() || n.End() <= m.v.Pos() {
				return n == nil
			}
			switch n := n.(type) {
			case *ast.TypeSpec:
				m.decl.owner = n
			case *ast.Field:
				if named(n.Names, m.v.Pos()) {
					m.decl.field = n
				}
			case *ast.ValueSpec:
				if named(n.Names, m.v.Pos()) {
					m.decl.spec = n
				}
			case *ast.AssignStmt:
				if n.Tok == token.DEFINE && len(n.Lhs) == 1 && n.Lhs[0].Pos() == m.v.Pos() && len(n.Rhs) == 1 {
					m.decl.stmt = n
				}
			}
			return true
		})
	}
	d := m.decl
	switch {
	case d.field != nil && m.v.IsField():
		return d.owner != nil && w.plainField(m)
	case d.field != nil:
		_, plain := d.field.Type.(*ast.MapType)
		return plain
	case d.spec != nil:
		return len(d.spec.Names) == 1 && len(d.spec.Values) <= 1
	}
	return d.stmt != nil
}

func named(names []*ast.Ident, pos token.Pos) bool {
	return slices.ContainsFunc(names, func(id *ast.Ident) bool { return id.Pos() == pos })
}

// plainField reports a field of a struct type of the package, not generic,
// declared alone and as a map.
func (w *writer) plainField(m *member) bool {
	d := m.decl
	st, ok := d.owner.Type.(*ast.StructType)
	if !ok || d.owner.TypeParams != nil || !slices.Contains(st.Fields.List, d.field) {
		return false
	}
	_, plain := d.field.Type.(*ast.MapType)
	return plain && len(d.field.Names) == 1 && d.field.Tag == nil
}

// wholeCalls reports whether every function that gets the map gets it at every
// call, and is only called.
func (w *writer) wholeCalls() bool {
	for _, m := range w.order {
		if m.v.IsField() || m.decl.field == nil {
			continue
		}
		if slices.ContainsFunc(m.decl.field.Names, func(id *ast.Ident) bool {
			v, _ := w.pass.TypesInfo.Defs[id].(*types.Var)
			return v != nil && w.members[v] == nil
		}) {
			return false
		}
		fn, i := w.paramOf(m.v)
		if fn == nil {
			continue // of a literal that is called where it stands
		}
		if w.index.values[fn] || w.implements(fn) {
			return false
		}
		for _, call := range w.index.calls[fn] {
			if i >= len(call.Args) || !w.isMember(call.Args[i]) {
				return false
			}
		}
	}
	return true
}

// paramOf is the declared function that v is a parameter of, and its place.
func (w *writer) paramOf(v *types.Var) (*types.Func, int) {
	for _, obj := range w.pass.TypesInfo.Defs {
		fn, ok := obj.(*types.Func)
		if !ok {
			continue
		}
		for i := range fn.Signature().Params().Len() {
			if fn.Signature().Params().At(i) == v {
				return fn, i
			}
		}
	}
	return nil, 0
}

// implements reports a method that some interface of the package may ask for.
func (w *writer) implements(fn *types.Func) bool {
	if fn.Signature().Recv() == nil {
		return false
	}
	for _, tv := range w.pass.TypesInfo.Types {
		if !tv.IsType() {
			continue
		}
		iface, ok := tv.Type.Underlying().(*types.Interface)
		if !ok {
			continue
		}
		for i := range iface.NumMethods() {
			if iface.Method(i).Name() == fn.Name() {
				return true
			}
		}
	}
	return false
}

func (w *writer) isMember(e ast.Expr) bool { return w.memberAt(e) != nil }

func (w *writer) memberAt(e ast.Expr) *member {
	switch e := e.(type) {
	case *ast.Ident:
		v, _ := w.pass.TypesInfo.Uses[e].(*types.Var)
		return w.members[v]
	case *ast.SelectorExpr:
		v, _ := w.pass.TypesInfo.Uses[e.Sel].(*types.Var)
		return w.members[v]
	}
	return nil
}

// inTests reports a use in a test file of a map that is not declared in one.
func (w *writer) inTests(u *use) bool {
	return strings.HasSuffix(w.pass.Fset.Position(u.expr.Pos()).Filename, "_test.go") &&
		!strings.HasSuffix(w.pass.Fset.Position(w.root.Pos()).Filename, "_test.go")
}
