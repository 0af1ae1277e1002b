package archtest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/govlint/govlint/analyzers"
	"github.com/govlint/govlint/internal/report"
)

// TestKindsAreDocumented holds what an analyzer reports against what its doc.go
// describes: a finding whose code -explain does not know helps nobody.
func TestKindsAreDocumented(t *testing.T) {
	for _, a := range analyzers.All() {
		documented := make(map[string]bool)
		for _, kind := range report.Kinds(a) {
			documented[kind.Name] = true
			if kind.Summary == "" || kind.Explain == "" {
				t.Errorf("%s/%s has no summary or no explanation", a.Name, kind.Name)
			}
		}
		reported := reportedKinds(t, filepath.Join("..", "..", "analyzers", a.Name))
		for kind, where := range reported {
			if !documented[kind] {
				t.Errorf("%s: %s/%s has no section in doc.go", where, a.Name, kind)
			}
		}
		for kind := range documented {
			if reported[kind] == "" {
				t.Errorf("%s/%s is in doc.go and never reported", a.Name, kind)
			}
		}
	}
}

// reportedKinds returns the values of Kind fields in the files of dir, and where
// they stand. It also sees to it that nothing there passes by report.Report.
func reportedKinds(t *testing.T, dir string) map[string]string {
	names, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil || len(names) == 0 {
		t.Fatalf("no files in %s: %v", dir, err)
	}
	kinds := make(map[string]string)
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		fset := token.NewFileSet()
		file, err := parser.ParseFile(fset, name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.KeyValueExpr:
				key, isIdent := n.Key.(*ast.Ident)
				value, isLit := n.Value.(*ast.BasicLit)
				if isIdent && isLit && key.Name == "Kind" && value.Kind == token.STRING {
					if kind, err := strconv.Unquote(value.Value); err == nil {
						kinds[kind] = fset.Position(n.Pos()).String()
					}
				}
			case *ast.SelectorExpr:
				if x, ok := n.X.(*ast.Ident); ok && x.Name == "pass" && strings.HasPrefix(n.Sel.Name, "Report") {
					t.Errorf("%s: pass.%s leaves out suppression and witness; use report.Report", fset.Position(n.Pos()), n.Sel.Name)
				}
			}
			return true
		})
	}
	return kinds
}
