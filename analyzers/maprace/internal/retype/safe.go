package retype

import (
	"go/ast"
	"go/types"
	"go/version"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/govlint/govlint/analyzers/maprace/internal/rewrite"
)

// oldest is the Go version that the new types want.
const oldest = "go1.24"

// safe reports whether nothing outside of the uses can tell one map from the
// other: no unsafe, no reflection, no file that is not seen, no copy of the
// struct, no value whose own parts are written.
func (w *writer) safe() bool {
	for _, file := range w.pass.Files {
		if has := w.pass.TypesInfo.FileVersions[file]; has != "" && version.Compare(has, oldest) < 0 {
			return false
		}
	}
	for _, p := range w.pass.Pkg.Imports() {
		if p == types.Unsafe || p.Path() == "C" {
			return false
		}
	}
	if w.unseen() || w.sharedParts() {
		return false
	}
	for _, m := range w.order {
		if !m.v.IsField() {
			continue
		}
		obj, ok := w.pass.TypesInfo.Defs[m.decl.owner.Name].(*types.TypeName)
		if !ok || rewrite.Copied(w.pass, obj) || w.boxed(obj.Type()) {
			return false
		}
		if named, ok := obj.Type().(*types.Named); !ok || w.index.bare[named] {
			return false
		}
	}
	return true
}

// unseen reports a file of the package that this build leaves out and that may
// name the map: one for another system, or a test when tests are left out.
func (w *writer) unseen() bool {
	word := regexp.MustCompile(`\b` + regexp.QuoteMeta(w.root.Name()) + `\b`)
	seen := make(map[string]bool)
	for _, file := range w.pass.Files {
		seen[w.pass.Fset.Position(file.FileStart).Filename] = true
	}
	if w.root.Parent() != w.pass.Pkg.Scope() && !w.root.IsField() {
		return false
	}
	others := slices.Clone(w.pass.IgnoredFiles)
	tests, err := filepath.Glob(filepath.Join(filepath.Dir(w.pass.Fset.Position(w.root.Pos()).Filename), "*_test.go"))
	if err != nil {
		return true
	}
	others = append(others, tests...)
	clause := regexp.MustCompile(`(?m)^package ` + regexp.QuoteMeta(w.pass.Pkg.Name()) + `\b`)
	for _, name := range others {
		if seen[name] || !strings.HasSuffix(name, ".go") {
			continue
		}
		text, err := os.ReadFile(name)
		if err != nil || clause.Match(text) && word.Match(text) {
			return true
		}
	}
	return false
}

// boxed reports an object of the struct type that becomes an any, which may be
// printed or compared field by field.
func (w *writer) boxed(t types.Type) bool {
	found := false
	for _, file := range w.pass.Files {
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || found {
				return !found
			}
			sig, ok := w.pass.TypesInfo.TypeOf(call.Fun).(*types.Signature)
			if !ok {
				return true
			}
			for i, arg := range call.Args {
				if p := paramType(sig, i); p != nil && isAny(p) && of(w.pass.TypesInfo.TypeOf(arg), t) {
					found = true
				}
			}
			return !found
		})
	}
	return found
}

func paramType(sig *types.Signature, i int) types.Type {
	n := sig.Params().Len()
	switch {
	case sig.Variadic() && i >= n-1:
		if s, ok := sig.Params().At(n - 1).Type().(*types.Slice); ok {
			return s.Elem()
		}
		return nil
	case i < n:
		return sig.Params().At(i).Type()
	}
	return nil
}

func isAny(t types.Type) bool {
	iface, ok := t.Underlying().(*types.Interface)
	return ok && iface.NumMethods() == 0
}

func of(arg, t types.Type) bool {
	if arg == nil {
		return false
	}
	if p, ok := arg.Underlying().(*types.Pointer); ok {
		arg = p.Elem()
	}
	return types.Identical(arg, t)
}

// sharedParts reports values that goroutines would share and write without a
// lock once they have them out of the map.
func (w *writer) sharedParts() bool {
	if ptr, ok := w.elem.Underlying().(*types.Pointer); ok {
		return foreign(w.pass.Pkg, ptr.Elem()) || rewrite.Mutable(w.pass, w.elem)
	}
	if st, ok := w.elem.Underlying().(*types.Struct); ok {
		for i := range st.NumFields() {
			if isMap(st.Field(i).Type()) {
				return true
			}
		}
	}
	return !isMap(w.elem) && rewrite.Mutable(w.pass, w.elem)
}

// sharable are the packages of std whose structs, as far as one keeps them in
// maps, are made to be used by many goroutines at once.
var sharable = []string{"sync", "sync/atomic", "regexp", "net", "net/http", "net/url", "database/sql", "text/template", "html/template", "log", "log/slog", "time"}

// foreign reports what is no struct, or one of a package that may not expect
// many goroutines.
func foreign(pkg *types.Package, t types.Type) bool {
	if _, ok := t.Underlying().(*types.Struct); !ok {
		return true
	}
	named, ok := t.(*types.Named)
	return ok && named.Obj().Pkg() != pkg && !slices.Contains(sharable, named.Obj().Pkg().Path())
}

// assigns reports an assignment to something for which target holds, or its
// address taken.
func (w *writer) assigns(target func(ast.Expr) bool) bool { return rewrite.Assigns(w.pass, target) }
