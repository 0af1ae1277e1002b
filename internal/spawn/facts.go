package spawn

import (
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/analysis"

	"github.com/govlint/govlint/internal/place"
	"github.com/govlint/govlint/internal/ssafn"
)

// exportFacts records the exported functions that run a parameter in a new
// goroutine. SSA is built only when the syntax shows such a function: one
// with a func parameter, in a package with a go statement or a Go method. The
// catalog knows those of std.
func exportFacts(pass *analysis.Pass, m *Maker) {
	if ssafn.InStd(pass) || !mayExport(pass) {
		return
	}
	pkg := pass.ResultOf[ssafn.Analyzer].(*ssafn.Builder).Package()
	s := m.Of(place.NewResolver(pkg.Funcs))
	for fn := range pkg.Decl {
		obj, ok := fn.Object().(*types.Func)
		if !ok || !obj.Exported() || !takesFunc(obj.Signature()) {
			continue
		}
		if params := s.Params(fn); len(params) > 0 {
			pass.ExportObjectFact(obj, &RunsInGoroutine{Params: params})
		}
	}
}

func mayExport(pass *analysis.Pass) bool {
	if !definesSpawner(pass.Pkg) {
		return false
	}
	for _, file := range pass.Files {
		found := false
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.GoStmt:
				found = true
			case *ast.SelectorExpr:
				found = found || n.Sel.Name == "Go" || n.Sel.Name == "AfterFunc"
			}
			return !found
		})
		if found {
			return true
		}
	}
	return false
}

func definesSpawner(pkg *types.Package) bool {
	scope := pkg.Scope()
	for _, name := range scope.Names() {
		switch obj := scope.Lookup(name).(type) {
		case *types.Func:
			if obj.Exported() && takesFunc(obj.Signature()) {
				return true
			}
		case *types.TypeName:
			named, ok := obj.Type().(*types.Named)
			if !ok {
				continue
			}
			for m := range named.Methods() {
				if m.Exported() && takesFunc(m.Signature()) {
					return true
				}
			}
		}
	}
	return false
}

func takesFunc(sig *types.Signature) bool {
	for p := range sig.Params().Variables() {
		if _, ok := p.Type().Underlying().(*types.Signature); ok {
			return true
		}
	}
	return false
}
