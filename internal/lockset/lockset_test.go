package lockset_test

import (
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/lockset"
	"github.com/govlint/govlint/internal/place"
	"github.com/govlint/govlint/internal/ssafn"
)

// TestStates compares the locks known at each call of here() with the comment
// on its line: "must a.mu, may b.mu(r)", or "none".
func TestStates(t *testing.T) {
	files, err := filepath.Glob("testdata/*.go")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) { compare(t, file) })
	}
}

func compare(t *testing.T, file string) {
	src, err := os.ReadFile(file)
	require.NoError(t, err)
	pass := load(t, file, src)
	builder, err := ssafn.Analyzer.Run(pass)
	require.NoError(t, err)
	pkg := builder.(*ssafn.Builder).Package()
	locks := new(lockset.Maker).Of(place.NewResolver(pkg.Funcs), pkg)

	want := wanted(pass)
	got := make(map[int]string)
	for _, fn := range pkg.Funcs {
		locks.Walk(fn, func(in ssa.Instruction, s lockset.State) {
			call, ok := in.(ssa.CallInstruction)
			if !ok || call.Common().StaticCallee() == nil || call.Common().StaticCallee().Name() != "here" {
				return
			}
			if d, ok := in.(*ssa.Defer); ok {
				s = locks.AtExit(d)
			}
			got[pass.Fset.Position(in.Pos()).Line] = describe(s)
		})
	}
	require.NotEmpty(t, want)
	for line, w := range want {
		if got[line] != w {
			t.Errorf("%s:%d: got %q, want %q", filepath.Base(file), line, got[line], w)
		}
	}
}

func load(t *testing.T, name string, src []byte) *analysis.Pass {
	t.Helper()
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, name, src, parser.ParseComments)
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
	return &analysis.Pass{Fset: fset, Files: []*ast.File{f}, Pkg: pkg, TypesInfo: info, ResultOf: make(map[*analysis.Analyzer]any)}
}

// wanted reads the comments behind calls of here().
func wanted(pass *analysis.Pass) map[int]string {
	out := make(map[int]string)
	for _, group := range pass.Files[0].Comments {
		for _, c := range group.List {
			if text, ok := strings.CutPrefix(c.Text, "// held: "); ok {
				out[pass.Fset.Position(c.Pos()).Line] = text
			}
		}
	}
	return out
}

func describe(s lockset.State) string {
	var parts []string
	add := func(word string, h lockset.Held, m lockset.Mode) {
		text := word + " " + h.Lock.String()
		if m == lockset.Read {
			text += "(r)"
		}
		parts = append(parts, text)
	}
	for _, h := range s {
		switch {
		case h.Must != 0:
			add("must", h, h.Must)
		case h.May != 0:
			add("may", h, h.May)
		}
	}
	if len(parts) == 0 {
		return "none"
	}
	slices.Sort(parts)
	return strings.Join(parts, ", ")
}
