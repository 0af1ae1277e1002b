// Package bound tells how many values an expression can take and, when a
// remote party chooses them, how they got there.
//
// The lattice is that of Value. The analysis is a may analysis: a value is
// unbounded when some way leads from a source in the catalog to it. It follows
// values backwards through the functions of one package, and through facts
// about those of others. A value that a test on the way compares with others,
// or looks up in a set, is no longer unbounded behind the test. A function in a
// field or variable is each of those that the package puts there.
//
// A package that knows no metrics costs next to nothing: of its functions of one
// return statement the syntax tells what they return, and only where functions
// read requests for others is the SSA form built.
//
// What it cannot see: values that go through channels, through interfaces with
// implementations elsewhere, or through objects that other packages change.
// Those are Unknown.
package bound

import (
	"go/types"
	"reflect"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/catalog"
	"github.com/govlint/govlint/internal/ssafn"
)

var Analyzer = &analysis.Analyzer{
	Name:       "bound",
	Doc:        "how many values expressions can take",
	Requires:   []*analysis.Analyzer{ssafn.Analyzer},
	Run:        run,
	ResultType: reflect.TypeFor[*Engine](),
	FactTypes:  []analysis.Fact{new(Results), new(Kept)},
}

// An Engine answers for one package. It is made for one analyzer of one package
// and is not safe for concurrent use.
type Engine struct {
	pass       *analysis.Pass
	pkg        *ssafn.Package
	memo       map[ssa.Value]Value
	active     map[ssa.Value]bool
	results    map[resultKey]Value
	computing  map[resultKey]bool
	elements   map[ssa.Value]bool // being looked at
	made       map[*ssa.Function]*ssa.MakeClosure
	stores     map[*types.Var][]*ssa.Store
	globals    map[*ssa.Global][]*ssa.Store
	inner      map[*ssa.Alloc][]*ssa.Store // by literals that capture the variable
	calledBack map[*ssa.Parameter]catalog.Source
	callers    map[*ssa.Function][]ssa.CallInstruction
	taken      map[*ssa.Function]bool // used as a value
	invoked    map[string]bool        // names of methods called through interfaces
	written    map[*ssa.Global]bool   // tables that are changed
	operands   []*ssa.Value           // reused
	depth      int
	payload    bool
	work       int // steps taken for the present question
	cut        int // cycles met so far
}

type resultKey struct {
	fn    *ssa.Function
	index int
}

func run(pass *analysis.Pass) (any, error) {
	e := &Engine{pass: pass}
	if ssafn.InStd(pass) {
		return e, nil
	}
	exportClaimed(pass)
	if Relevant(pass) {
		e.start()
		e.exportResults(nil)
		e.exportKept()
		return e, nil
	}
	readers := readersOf(pass)
	exportShort(pass, readers)
	if len(readers) > 0 {
		e.start()
		e.exportResults(readers)
		e.exportKept()
	}
	return e, nil
}

// Relevant reports whether the package imports one that takes labels, or makes
// attributes of what comes over the network.
func Relevant(pass *analysis.Pass) bool {
	if pass.Pkg.Path() == "expvar" {
		return false
	}
	metrics := catalog.MetricPackages()
	attributes, network := false, false
	for _, imp := range pass.Pkg.Imports() {
		if metrics[imp.Path()] {
			return true
		}
		attributes = attributes || imp.Path() == catalog.AttributePackage
		network = network || imp.Path() == "net/http" || imp.Path() == "net"
	}
	return attributes && network
}

func (e *Engine) start() {
	if e.pkg != nil {
		return
	}
	e.pkg = e.pass.ResultOf[ssafn.Analyzer].(*ssafn.Builder).Package()
	e.memo = make(map[ssa.Value]Value)
	e.active = make(map[ssa.Value]bool)
	e.results = make(map[resultKey]Value)
	e.computing = make(map[resultKey]bool)
	e.elements = make(map[ssa.Value]bool)
	e.made = make(map[*ssa.Function]*ssa.MakeClosure)
	e.stores = make(map[*types.Var][]*ssa.Store)
	e.globals = make(map[*ssa.Global][]*ssa.Store)
	e.callers = make(map[*ssa.Function][]ssa.CallInstruction)
	e.taken = make(map[*ssa.Function]bool)
	e.invoked = make(map[string]bool)
	e.written = make(map[*ssa.Global]bool)
	e.inner = make(map[*ssa.Alloc][]*ssa.Store)
	e.calledBack = calledBack(e.pass.Pkg, e.pkg)
	for _, fn := range e.pkg.Funcs {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				e.index(instr)
				e.indexUse(instr)
			}
		}
	}
	e.indexInner()
}

// indexInner notes what literals store into variables of the functions around
// them.
func (e *Engine) indexInner() {
	for _, fn := range e.pkg.Funcs {
		if e.made[fn] == nil {
			continue
		}
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				s, ok := instr.(*ssa.Store)
				if !ok {
					continue
				}
				if v, ok := s.Addr.(*ssa.FreeVar); ok {
					if at, ok := e.capturedFrom(v).(*ssa.Alloc); ok {
						e.inner[at] = append(e.inner[at], s)
					}
				}
			}
		}
	}
}

func (e *Engine) index(instr ssa.Instruction) {
	switch instr := instr.(type) {
	case *ssa.MakeClosure:
		e.made[instr.Fn.(*ssa.Function)] = instr
	case *ssa.Store:
		if at, ok := instr.Addr.(*ssa.FieldAddr); ok {
			field := fieldOf(at.X.Type(), at.Field)
			e.stores[field] = append(e.stores[field], instr)
		}
		if g, ok := instr.Addr.(*ssa.Global); ok {
			e.globals[g] = append(e.globals[g], instr)
		}
	case ssa.CallInstruction:
		if fn := instr.Common().StaticCallee(); fn != nil {
			e.callers[fn] = append(e.callers[fn], instr)
		}
	}
}

// Package starts the engine, whether the package is relevant or not, and
// returns the SSA form it works on.
func (e *Engine) Package() *ssafn.Package {
	e.start()
	return e.pkg
}

// Callers are the calls in the package that surely call fn.
func (e *Engine) Callers(fn *ssa.Function) []ssa.CallInstruction { return e.callers[fn] }

// mayCarry reports a type whose values text can be read from.
func mayCarry(t types.Type) bool {
	switch t := t.Underlying().(type) {
	case *types.Basic:
		return t.Info()&(types.IsString|types.IsNumeric) != 0
	case *types.Slice, *types.Map, *types.Struct:
		return true
	}
	return false
}

func indexOf(fn *ssa.Function, p *ssa.Parameter) int {
	for i, q := range fn.Params {
		if p == q {
			return i
		}
	}
	return -1
}

func fieldOf(t types.Type, i int) *types.Var {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	return t.Underlying().(*types.Struct).Field(i)
}
