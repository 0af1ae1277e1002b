package rewrite

import (
	"go/ast"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"
)

// Mutable reports values that goroutines share once they have them out of a
// map, and that the package changes: maps, slices whose elements are assigned,
// pointers to structs whose fields are, unless they have a lock of their own.
// Structs of other packages are taken to look after themselves.
func Mutable(pass *analysis.Pass, t types.Type) bool {
	switch u := t.Underlying().(type) {
	case *types.Map:
		return true
	case *types.Slice:
		return writesElementOf(pass, t)
	case *types.Pointer:
		return writesFieldOf(pass, u.Elem())
	}
	return false
}

func writesFieldOf(pass *analysis.Pass, t types.Type) bool {
	st, ok := t.Underlying().(*types.Struct)
	if !ok {
		return false
	}
	if named, ok := types.Unalias(t).(*types.Named); ok && named.Obj().Pkg() != pass.Pkg {
		return false
	}
	for i := range st.NumFields() {
		switch types.TypeString(st.Field(i).Type(), nil) {
		case "sync.Mutex", "sync.RWMutex":
			return false
		}
	}
	return Assigns(pass, func(e ast.Expr) bool {
		for {
			switch x := e.(type) {
			case *ast.SelectorExpr:
				if isOf(pass.TypesInfo.TypeOf(x.X), t) {
					return true
				}
				e = x.X
			case *ast.IndexExpr:
				e = x.X
			default:
				return false
			}
		}
	})
}

// isOf reports t itself or a pointer to it.
func isOf(x, t types.Type) bool {
	if x == nil {
		return false
	}
	if p, ok := x.Underlying().(*types.Pointer); ok {
		x = p.Elem()
	}
	return types.Identical(x, t)
}

func writesElementOf(pass *analysis.Pass, t types.Type) bool {
	return Assigns(pass, func(e ast.Expr) bool {
		at, ok := e.(*ast.IndexExpr)
		return ok && types.Identical(pass.TypesInfo.TypeOf(at.X), t)
	}) || sorts(pass, t)
}

// sorts reports a slice of type t that is changed in place by a call, or cut
// and appended to.
func sorts(pass *analysis.Pass, t types.Type) bool {
	found := false
	for _, file := range pass.Files {
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) == 0 || !types.Identical(pass.TypesInfo.TypeOf(call.Args[0]), t) {
				return !found
			}
			switch fun := call.Fun.(type) {
			case *ast.Ident:
				_, cut := call.Args[0].(*ast.SliceExpr)
				found = found || fun.Name == "copy" || fun.Name == "clear" || fun.Name == "append" && cut
			case *ast.SelectorExpr:
				id, ok := fun.X.(*ast.Ident)
				found = found || ok && (id.Name == "sort" || id.Name == "slices" && !pureSlices(fun.Sel.Name))
			}
			return !found
		})
	}
	return found
}

func pureSlices(name string) bool {
	switch name {
	case "Contains", "ContainsFunc", "Clone", "Index", "IndexFunc", "Equal", "Max", "Min", "Concat", "Sorted", "Values", "All":
		return true
	}
	return false
}

// Assigns reports an assignment to something for which target holds, or its
// address taken.
func Assigns(pass *analysis.Pass, target func(ast.Expr) bool) bool {
	found := false
	for _, file := range pass.Files {
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.AssignStmt:
				found = found || slices.ContainsFunc(n.Lhs, target)
			case *ast.IncDecStmt:
				found = found || target(n.X)
			case *ast.UnaryExpr:
				found = found || n.Op.String() == "&" && target(n.X)
			}
			return !found
		})
	}
	return found
}
