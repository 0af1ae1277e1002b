// Package ctxflow finds out where the contexts of a package come from and what
// they are used for.
//
// An Origin is a may-fact, a set of sources: a use is called rootless only when
// Root is the whole set, so anything unknown (a field, an interface's answer, a
// function value) keeps the analyzers silent. A function that takes contexts and
// returns one is taken to derive the one from the others unless its body or its
// fact says otherwise.
//
// Blind spots: contexts in slices, maps and channels; contexts that only
// reflection moves; variables that several literals assign are one set of
// sources, in no order.
package ctxflow

import (
	"go/ast"
	"go/token"
	"go/types"
	"reflect"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/place"
	"github.com/govlint/govlint/internal/ssafn"
)

// Returned is the fact of a function that returns contexts.
type Returned struct {
	Results []Result
}

// A Result is one returned context.
type Result struct {
	Index   int
	Sources Source
	Params  uint64 // bit i: derived from parameter i, the receiver counted
}

func (*Returned) AFact() {}

func (f *Returned) String() string { return "returns a context" }

// Idle is the fact of a function that takes a context and neither waits nor
// works under it: it reads values, or logs.
type Idle struct {
	Params uint64 // bit i: parameter i, the receiver counted
}

func (*Idle) AFact() {}

func (f *Idle) String() string { return "does no work under its context" }

var Analyzer = &analysis.Analyzer{
	Name:       "ctxflow",
	Doc:        "find where contexts come from and go to",
	Requires:   []*analysis.Analyzer{ssafn.Analyzer},
	ResultType: reflect.TypeFor[*Flows](),
	FactTypes:  []analysis.Fact{new(Returned), new(Idle)},
	Run:        run,
}

// Flows answers for the functions of one package. It is not safe for
// concurrent use. It is nil for a package that contexts cannot concern.
type Flows struct {
	Pkg    *ssafn.Package
	Places *place.Resolver

	pass    *analysis.Pass
	origins map[ssa.Value]*Origin
	results map[*ssa.Function]map[int]*Origin
	idle    map[*ssa.Parameter]bool
	busy    map[*ssa.Function]bool
	busyArg map[*ssa.Parameter]bool
	calls   map[*ssa.Function][]ssa.CallInstruction
	lhs     map[token.Pos][]*ast.Ident
}

func run(pass *analysis.Pass) (any, error) {
	if !relevant(pass) {
		return (*Flows)(nil), nil
	}
	pkg := pass.ResultOf[ssafn.Analyzer].(*ssafn.Builder).Package()
	f := &Flows{
		Pkg: pkg, Places: place.NewResolver(pkg.Funcs), pass: pass,
		origins: make(map[ssa.Value]*Origin),
		results: make(map[*ssa.Function]map[int]*Origin),
		idle:    make(map[*ssa.Parameter]bool),
		busy:    make(map[*ssa.Function]bool),
		busyArg: make(map[*ssa.Parameter]bool),
	}
	for _, fn := range pkg.Funcs {
		f.export(fn)
	}
	return f, nil
}

// export says of an exported function what other packages need to know.
func (f *Flows) export(fn *ssa.Function) {
	obj, ok := fn.Object().(*types.Func)
	if !ok || !obj.Exported() || len(fn.Blocks) == 0 {
		return
	}
	fact := new(Returned)
	for i := range fn.Signature.Results().Len() {
		if !IsContext(fn.Signature.Results().At(i).Type()) {
			continue
		}
		o := f.Result(fn, i)
		fact.Results = append(fact.Results, Result{i, o.Sources, o.Params})
	}
	if len(fact.Results) > 0 {
		f.pass.ExportObjectFact(obj, fact)
	}
	idle := new(Idle)
	for i, p := range fn.Params {
		if i < 64 && IsContext(p.Type()) && f.IsIdle(p) {
			idle.Params |= 1 << i
		}
	}
	if idle.Params != 0 {
		f.pass.ExportObjectFact(obj, idle)
	}
}

// relevant reports whether contexts can matter in the package, and whether
// somebody can change it: a module that is only a dependency is judged by the
// types of its functions.
func relevant(pass *analysis.Pass) bool {
	if pass.Module != nil && pass.Module.Version != "" || ssafn.InStd(pass) {
		return false
	}
	for _, file := range pass.Files {
		for _, imp := range file.Imports {
			if mayCarry(imp) {
				return true
			}
		}
	}
	return false
}

// mayCarry reports an import that can bring contexts, requests or trace headers.
func mayCarry(imp *ast.ImportSpec) bool {
	path := strings.Trim(imp.Path.Value, `"`)
	switch path {
	case "context", "net/http", "os/exec", "database/sql", "log/slog", "net", "crypto/tls":
		return true
	}
	first, _, _ := strings.Cut(path, "/")
	return strings.Contains(first, ".") // another module, or this one
}

// IsContext reports whether t is context.Context or an interface or a named
// type that embeds it in its method set.
func IsContext(t types.Type) bool {
	if t == nil {
		return false
	}
	t = types.Unalias(t)
	if named, ok := t.(*types.Named); ok {
		obj := named.Obj()
		if obj.Pkg() != nil && obj.Pkg().Path() == "context" && obj.Name() == "Context" {
			return true
		}
	}
	iface, ok := t.Underlying().(*types.Interface)
	return ok && hasContextMethods(iface)
}

func hasContextMethods(iface *types.Interface) bool {
	found := 0
	for i := range iface.NumMethods() {
		switch m := iface.Method(i); m.Name() {
		case "Deadline", "Err", "Value":
			found++
		case "Done":
			sig := m.Type().(*types.Signature)
			if sig.Results().Len() == 1 && types.TypeString(sig.Results().At(0).Type(), nil) == "<-chan struct{}" {
				found++
			}
		}
	}
	return found == 4
}

// IsCancel reports a function type that cancels a context.
func IsCancel(t types.Type) bool {
	named, ok := types.Unalias(t).(*types.Named)
	if !ok || named.Obj().Pkg() == nil || named.Obj().Pkg().Path() != "context" {
		return false
	}
	return named.Obj().Name() == "CancelFunc" || named.Obj().Name() == "CancelCauseFunc"
}

// CalleeObject is the declared function or method a call names, or nil.
func CalleeObject(call *ssa.CallCommon) *types.Func {
	if call.IsInvoke() {
		return call.Method.Origin()
	}
	callee := call.StaticCallee()
	if callee == nil {
		return nil
	}
	fn, _ := callee.Object().(*types.Func)
	if fn == nil {
		return nil
	}
	return fn.Origin()
}

// CalleeName is the full name of what a call names, or "".
func CalleeName(call *ssa.CallCommon) string {
	fn := CalleeObject(call)
	if fn == nil || fn.Pkg() == nil {
		return ""
	}
	return fn.FullName()
}

// Calls are the calls, go and defer statements of the package that surely run fn.
func (f *Flows) Calls(fn *ssa.Function) []ssa.CallInstruction {
	if f.calls == nil {
		f.calls = make(map[*ssa.Function][]ssa.CallInstruction)
		for _, g := range f.Pkg.Funcs {
			Instructions(g, func(in ssa.Instruction) {
				call, ok := in.(ssa.CallInstruction)
				if !ok {
					return
				}
				if callee, _ := f.Places.Callee(call.Common()); callee != nil {
					f.calls[callee] = append(f.calls[callee], call)
				}
			})
		}
	}
	return f.calls[fn]
}

// Instructions calls visit for every instruction of fn.
func Instructions(fn *ssa.Function, visit func(ssa.Instruction)) {
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			visit(in)
		}
	}
}
