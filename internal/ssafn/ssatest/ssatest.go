// Package ssatest gives the tests of engines a file of test data in SSA form.
package ssatest

import (
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/tools/go/analysis"

	"github.com/govlint/govlint/internal/ssafn"
)

// Load type-checks one file as a package of its own, which may import the
// standard library, and builds it.
func Load(t *testing.T, file string) (*analysis.Pass, *ssafn.Package) {
	t.Helper()
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, file, nil, parser.ParseComments)
	require.NoError(t, err)
	info := &types.Info{
		Types: make(map[ast.Expr]types.TypeAndValue), Defs: make(map[*ast.Ident]types.Object),
		Uses: make(map[*ast.Ident]types.Object), Implicits: make(map[ast.Node]types.Object),
		Selections: make(map[*ast.SelectorExpr]*types.Selection), Scopes: make(map[ast.Node]*types.Scope),
		Instances: make(map[*ast.Ident]types.Instance), FileVersions: make(map[*ast.File]string),
	}
	conf := types.Config{Importer: importer.ForCompiler(fset, "source", nil)}
	pkg, err := conf.Check("p", fset, []*ast.File{f}, info)
	require.NoError(t, err)
	pass := &analysis.Pass{Fset: fset, Files: []*ast.File{f}, Pkg: pkg, TypesInfo: info, ResultOf: make(map[*analysis.Analyzer]any)}
	builder, err := ssafn.Analyzer.Run(pass)
	require.NoError(t, err)
	return pass, builder.(*ssafn.Builder).Package()
}

// Comments are the texts of the comments that begin with prefix, by line. It
// fails the test if there are none.
func Comments(t *testing.T, pass *analysis.Pass, prefix string) map[int]string {
	t.Helper()
	out := make(map[int]string)
	for _, group := range pass.Files[0].Comments {
		for _, c := range group.List {
			if text, ok := strings.CutPrefix(c.Text, "// "+prefix); ok {
				out[pass.Fset.Position(c.Pos()).Line] = strings.TrimSpace(text)
			}
		}
	}
	require.NotEmpty(t, out)
	return out
}
