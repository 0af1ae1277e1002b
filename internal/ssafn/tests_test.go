package ssafn_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/ssafn"
)

var files = map[string]string{
	"queue.go": `package queue

type Queue struct{ jobs chan func() }

func (q *Queue) Run() {
	go func() {
		for job := range q.jobs {
			job()
		}
	}()
}

var size = capacity(4)

func capacity(n int) int { return 2 * n }
`,
	"queue_test.go": `package queue

var doubled = func() int { return capacity(size) }()

func init() { size = 1 }

// A method that only the tests have.
func (q *Queue) drain() {
	for range q.jobs {
	}
}

func helper(q *Queue) { defer q.drain() }
`,
}

func builder(t *testing.T) *ssafn.Builder {
	fset := token.NewFileSet()
	pass := &analysis.Pass{Fset: fset, TypesInfo: &types.Info{
		Types: make(map[ast.Expr]types.TypeAndValue), Defs: make(map[*ast.Ident]types.Object),
		Uses: make(map[*ast.Ident]types.Object), Implicits: make(map[ast.Node]types.Object),
		Selections: make(map[*ast.SelectorExpr]*types.Selection), Scopes: make(map[ast.Node]*types.Scope),
		Instances: make(map[*ast.Ident]types.Instance), FileVersions: make(map[*ast.File]string),
	}}
	for _, name := range []string{"queue.go", "queue_test.go"} {
		f, err := parser.ParseFile(fset, name, files[name], 0)
		require.NoError(t, err)
		pass.Files = append(pass.Files, f)
	}
	pkg, err := new(types.Config).Check("queue", fset, pass.Files, pass.TypesInfo)
	require.NoError(t, err)
	pass.Pkg = pkg
	b, err := ssafn.Analyzer.Run(pass)
	require.NoError(t, err)
	return b.(*ssafn.Builder)
}

func names(p *ssafn.Package) []string {
	var out []string
	for _, fn := range p.Funcs {
		out = append(out, fn.RelString(p.SSA.Pkg))
	}
	return out
}

func TestWithoutTests(t *testing.T) {
	want := []string{"(*Queue).Run", "(*Queue).Run$1", "capacity", "init"}
	all := builder(t)
	assert.Subset(t, names(all.Package()), append(want, "(*Queue).drain", "helper", "init#1", "init$1"))
	assert.Equal(t, want, names(all.WithoutTests()), "of a package that was built for others")

	alone := builder(t).WithoutTests()
	assert.Equal(t, want, names(alone))
	assert.Len(t, alone.Decl, 2)
	drain := alone.SSA.Prog.FuncValue(method(alone, "drain"))
	require.NotNil(t, drain, "what a test declares has its place in the program")
	assert.Empty(t, drain.Blocks)
}

func TestHides(t *testing.T) {
	all := builder(t)
	full, own := all.Package(), all.WithoutTests()
	for _, fn := range full.Funcs {
		inTest := full.SSA.Prog.Fset.Position(fn.Pos()).Filename == "queue_test.go"
		assert.Equal(t, inTest, own.Hides(fn), fn.Name())
		assert.False(t, full.Hides(fn), fn.Name())
	}
}

func method(p *ssafn.Package, name string) *types.Func {
	t := p.SSA.Members["Queue"].(*ssa.Type).Type()
	obj, _, _ := types.LookupFieldOrMethod(t, true, p.SSA.Pkg, name)
	return obj.(*types.Func)
}
