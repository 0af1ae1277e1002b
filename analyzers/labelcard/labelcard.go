package labelcard

import (
	_ "embed"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/bound"
	"github.com/govlint/govlint/internal/report"
	"github.com/govlint/govlint/internal/ssafn"
)

//go:embed doc.go
var doc string

// Analyzer finds metric labels whose values are unbounded.
var Analyzer = &analysis.Analyzer{
	Name:      "labelcard",
	Doc:       report.MustDoc(doc, "labelcard"),
	URL:       "https://pkg.go.dev/github.com/govlint/govlint/analyzers/labelcard",
	Requires:  []*analysis.Analyzer{bound.Analyzer},
	Run:       run,
	FactTypes: []analysis.Fact{new(Reaches), new(Vector), new(Bounds)},
}

var flags = settings{budget: defaultBudget}

func init() {
	Analyzer.Flags.Var(&flags.budget, "budget", "combinations of label values that a metric may have: a number, strict (100) or otel (2000)")
	Analyzer.Flags.BoolVar(&flags.payload, "payload", false, "take fields with tags of json, protobuf and the like for what a client sends")
	Analyzer.Flags.BoolVar(&flags.series, "series", false, "private to govlint series")
}

// Reaches is about a function whose parameters get into labels.
type Reaches struct {
	Params []Reached
}

func (*Reaches) AFact() {}

func (*Reaches) String() string { return "reaches labels" }

type checker struct {
	pass     *analysis.Pass
	bound    *bound.Engine
	pkg      *ssafn.Package
	reached  map[*ssa.Function][]reach
	reported map[reportKey]bool
	syntax   map[token.Pos]*ast.CallExpr // by the opening parenthesis
	allowed  map[string]map[int]string   // what //govlint:bounded says, by the lines it speaks of
	deleted  map[any]token.Pos           // where series of a vector are deleted
	config   settings
	metrics  map[ssa.Value]*metric // by the call that makes them
	named    map[string]*metric    // that a use names, by library and name
	ordered  []*metric             // those of this package, in its order
	used     []*metric             // those of other packages
	foreign  map[types.Object]*metric
	setTotal map[*metric]bool // reported

	methodHelper *string   // the function that bounds methods, once it was looked for
	helperFile   *ast.File // that is to get one

	routeHelperAt token.Pos // where the function that asks mux for a route goes
	routeHelperIn *ast.File
}

// settings are the flags of the analyzer.
type settings struct {
	budget limit
	series bool
	// payload makes decoded fields a source.
	payload bool
}

type reportKey struct {
	pos   token.Pos
	label string
}

func run(pass *analysis.Pass) (any, error) {
	if ssafn.InStd(pass) {
		return nil, nil
	}
	checkTags(pass, flags.budget)
	if !relevant(pass) {
		return nil, nil
	}
	engine := pass.ResultOf[bound.Analyzer].(*bound.Engine)
	c := &checker{
		pass: pass, bound: engine, pkg: engine.Package(),
		reached:  make(map[*ssa.Function][]reach),
		reported: make(map[reportKey]bool),
		syntax:   calls(pass),
		allowed:  allowances(pass),
		deleted:  make(map[any]token.Pos),
		config:   flags,
		named:    make(map[string]*metric),
		foreign:  make(map[types.Object]*metric),
		setTotal: make(map[*metric]bool),
	}
	if c.config.payload {
		engine.TakePayload()
	}
	c.findMetrics()
	c.findDeletions()
	for _, fn := range c.pkg.Funcs {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				if call, ok := instr.(ssa.CallInstruction); ok {
					c.visit(call)
				}
			}
		}
	}
	c.exportReaches()
	c.collectSites()
	c.exportVectors()
	for _, m := range c.ordered {
		c.checkBuckets(m)
		c.checkBudget(m, c.config.budget)
	}
	return nil, c.emit()
}

// relevant reports whether a label can be given a value in the package: by a
// metrics library, or by a function of a package that it imports.
func relevant(pass *analysis.Pass) bool {
	if bound.Relevant(pass) {
		return true
	}
	direct := make(map[string]bool)
	for _, imp := range pass.Pkg.Imports() {
		direct[imp.Path()] = true
	}
	vectors := make(map[types.Object]bool)
	for _, f := range pass.AllObjectFacts() {
		if pkg := f.Object.Pkg(); pkg == nil || !direct[pkg.Path()] {
			continue
		}
		switch f.Fact.(type) {
		case *Reaches:
			return true
		case *Vector:
			vectors[f.Object] = true
		}
	}
	return len(vectors) > 0 && usesAny(pass, vectors)
}

func usesAny(pass *analysis.Pass, objects map[types.Object]bool) bool {
	for _, obj := range pass.TypesInfo.Uses {
		if objects[obj] {
			return true
		}
	}
	return false
}

// calls are the calls of the package, by the position that SSA gives them.
func calls(pass *analysis.Pass) map[token.Pos]*ast.CallExpr {
	out := make(map[token.Pos]*ast.CallExpr)
	for _, file := range pass.Files {
		ast.Inspect(file, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok {
				out[call.Lparen] = call
			}
			return true
		})
	}
	return out
}

// allowances are the lines for which a comment says that values are bounded:
// its own, and the next.
func allowances(pass *analysis.Pass) map[string]map[int]string {
	out := make(map[string]map[int]string)
	for _, file := range pass.Files {
		for _, group := range file.Comments {
			for _, comment := range group.List {
				rest, ok := strings.CutPrefix(comment.Text, "//govlint:bounded")
				if !ok || strings.TrimSpace(rest) == "" {
					continue
				}
				p := pass.Fset.Position(comment.Pos())
				if out[p.Filename] == nil {
					out[p.Filename] = make(map[int]string)
				}
				out[p.Filename][p.Line] = strings.TrimSpace(rest)
				out[p.Filename][p.Line+1] = strings.TrimSpace(rest)
			}
		}
	}
	return out
}

func (c *checker) isAllowed(pos token.Pos) bool {
	p := c.pass.Fset.Position(pos)
	return c.allowed[p.Filename][p.Line] != ""
}

func (c *checker) where(pos token.Pos) string { return report.Where(c.pass.Fset, pos) }

func plural(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

func (c *checker) inTest(pos token.Pos) bool {
	return strings.HasSuffix(c.pass.Fset.Position(pos).Filename, "_test.go")
}
