package ctxprop

import (
	_ "embed"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/ctxflow"
	"github.com/govlint/govlint/internal/report"
	"github.com/govlint/govlint/internal/spawn"
)

//go:embed doc.go
var doc string

// Analyzer finds contexts that are dropped, replaced, outlived or never cancelled.
var Analyzer = &analysis.Analyzer{
	Name:      "ctxprop",
	Doc:       report.MustDoc(doc, "ctxprop"),
	Requires:  []*analysis.Analyzer{ctxflow.Analyzer, spawn.Analyzer},
	FactTypes: []analysis.Fact{new(Loses), new(Starts), new(Polls)},
	Run:       run,
}

// A checker holds what is known of one package while it is checked.
type checker struct {
	pass   *analysis.Pass
	flows  *ctxflow.Flows
	spawns *spawn.Spawns
	funcs  []*ssa.Function // without those of test files

	exprs    map[token.Pos]*ast.CallExpr    // by parenthesis; nil until asked
	comments map[*token.File]map[int]string // by the line they end on; nil until asked
	values   map[*ssa.Function]bool         // functions used as values; nil until asked
	invoked  map[string]bool                // methods called through interfaces
	losses   map[*ssa.Function][]*loss      // without a context at hand, by function
	loads    map[*types.Var]bool            // fields that are read; nil until asked
	reported map[token.Pos]map[string]bool

	told      map[*types.Func]bool     // functions of other packages that lose a context
	lifetimes map[*types.Var]*lifetime // of fields that hold contexts; nil until asked
}

func run(pass *analysis.Pass) (any, error) {
	flows := pass.ResultOf[ctxflow.Analyzer].(*ctxflow.Flows)
	if flows == nil {
		return nil, nil
	}
	c := &checker{
		pass: pass, flows: flows,
		spawns:   pass.ResultOf[spawn.Analyzer].(*spawn.Maker).Of(flows.Places),
		losses:   make(map[*ssa.Function][]*loss),
		reported: make(map[token.Pos]map[string]bool),
		told:     make(map[*types.Func]bool),
	}
	for _, fn := range flows.Pkg.Funcs {
		if !c.inTest(fn.Pos()) {
			c.funcs = append(c.funcs, fn)
		}
	}
	for _, fn := range c.funcs {
		c.checkCleanup(fn)
		c.checkOutlived(fn)
		c.checkStarts(fn)
		c.checkCancels(fn)
		c.checkNewRoots(fn)
		c.checkSpans(fn)
		c.checkCarriers(fn)
		c.checkIncoming(fn)
		c.checkOptions(fn)
		c.checkHandover(fn)
		c.checkFields(fn)
		c.checkIgnored(fn)
		c.checkGrowing(fn)
		c.checkNil(fn)
		c.checkThrownAway(fn)
		c.checkRoots(fn)
		c.checkVariants(fn)
		c.checkAcross(fn)
	}
	c.reportLosses()
	c.exportFacts()
	c.checkKeys()
	c.checkHeaders()
	c.checkNested()
	return nil, nil
}

func (c *checker) inTest(pos token.Pos) bool {
	return pos.IsValid() && strings.HasSuffix(c.pass.Fset.Position(pos).Filename, "_test.go")
}

// emit reports f once a place and kind. Nobody edits generated code.
func (c *checker) emit(f report.Finding) {
	if !f.Pos.IsValid() || c.reported[f.Pos][f.Kind] || c.generated(f.Pos) {
		return
	}
	if c.reported[f.Pos] == nil {
		c.reported[f.Pos] = make(map[string]bool)
	}
	c.reported[f.Pos][f.Kind] = true
	report.Report(c.pass, f)
}

func (c *checker) generated(pos token.Pos) bool {
	file := c.fileAt(pos)
	return file != nil && ast.IsGenerated(file)
}

// callExpr is the call whose parenthesis stands at pos.
func (c *checker) callExpr(pos token.Pos) *ast.CallExpr {
	if c.exprs == nil {
		c.exprs = make(map[token.Pos]*ast.CallExpr)
		for _, file := range c.pass.Files {
			ast.Inspect(file, func(n ast.Node) bool {
				if call, ok := n.(*ast.CallExpr); ok {
					c.exprs[call.Lparen] = call
				}
				return true
			})
		}
	}
	return c.exprs[pos]
}

// span is where a call stands in the source, from its function on.
func (c *checker) span(in ssa.Instruction) (pos, end token.Pos) {
	if call, ok := in.(ssa.CallInstruction); ok {
		if expr := c.callOf(call); expr != nil {
			return expr.Pos(), expr.End()
		}
	}
	return in.Pos(), token.NoPos
}

// callOf is the expression of a call; go and defer statements have the place
// of their keyword.
func (c *checker) callOf(call ssa.CallInstruction) *ast.CallExpr {
	if pos := call.Common().Pos(); pos.IsValid() {
		return c.callExpr(pos)
	}
	return c.callExpr(call.Pos())
}

func (c *checker) where(pos token.Pos) string { return report.Where(c.pass.Fset, pos) }

// calleeName is what a call runs, as source names it.
func (c *checker) calleeName(call *ssa.CallCommon) string {
	if obj := ctxflow.CalleeObject(call); obj != nil {
		return c.objName(obj)
	}
	if callee := call.StaticCallee(); callee != nil && callee.Parent() != nil {
		return "a function literal"
	}
	if call.Value != nil && call.Value.Name() != "" {
		if p, ok := call.Value.(*ssa.Parameter); ok {
			return p.Name()
		}
	}
	return "a function value"
}

func (c *checker) objName(obj *types.Func) string {
	recv := obj.Signature().Recv()
	if recv == nil {
		if obj.Pkg() != nil && obj.Pkg() != c.pass.Pkg {
			return obj.Pkg().Name() + "." + obj.Name()
		}
		return obj.Name()
	}
	t := types.TypeString(recv.Type(), func(*types.Package) string { return "" })
	if i := strings.IndexByte(t, '['); i > 0 {
		t = t[:i]
	}
	if strings.HasPrefix(t, "*") {
		return fmt.Sprintf("(%s).%s", t, obj.Name())
	}
	return t + "." + obj.Name()
}

// outermost is the declared function around a literal.
func outermost(fn *ssa.Function) *ssa.Function {
	for fn.Parent() != nil {
		fn = fn.Parent()
	}
	return fn
}

func (c *checker) funcName(fn *ssa.Function) string {
	outer := outermost(fn)
	name := outer.Name()
	if obj, ok := outer.Object().(*types.Func); ok {
		name = c.objName(obj)
	}
	if outer != fn {
		return "a function literal in " + name
	}
	return name
}

// argSpan is where argument number i of a call stands.
func (c *checker) argSpan(call ssa.CallInstruction, i int) (pos, end token.Pos) {
	if expr := c.callOf(call); expr != nil && i < len(expr.Args) {
		return expr.Args[i].Pos(), expr.Args[i].End()
	}
	return c.span(call)
}
