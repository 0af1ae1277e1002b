// Package ssafn builds the SSA form of a package once, and only when an
// analyzer asks for it.
//
// x/tools' buildssa builds every package of the import graph, and depends on
// ctrlflow, whose facts make every dependency a full unit. Most dependencies
// of a service hold nothing that can run concurrently, and must cost nothing.
package ssafn

import (
	"go/ast"
	"go/types"
	"reflect"
	"sync"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"
)

var Analyzer = &analysis.Analyzer{
	Name:       "ssafn",
	Doc:        "build the SSA form of a package on demand",
	Run:        run,
	ResultType: reflect.TypeFor[*Builder](),
}

// A Builder builds the SSA form of its package at the first call of Package.
// It is safe for concurrent use by the analyzers of one package.
type Builder struct {
	pass *analysis.Pass
	mu   sync.Mutex
	all  *Package // nil until it is asked for
	own  *Package // the same, without tests
}

// A Package is the SSA form of one package.
type Package struct {
	SSA *ssa.Package
	// Funcs are the functions that stand in the package's source, literals
	// after the function that holds them, in source order.
	Funcs []*ssa.Function
	// Decl finds the declaration of a function that is no literal.
	Decl map[*ssa.Function]*ast.FuncDecl

	hidden map[*ssa.Function]bool
}

// Package returns the SSA form of the package. It is built at the first call.
func (b *Builder) Package() *Package {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.all == nil {
		b.all = build(b.pass, b.pass.Files)
	}
	return b.all
}

// WithoutTests returns the package without the functions of its test files, which
// are often the larger part of it: those have no body, and are not among Funcs.
func (b *Builder) WithoutTests() *Package {
	files := withoutBodies(b.pass)
	if files == nil {
		return b.Package()
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.own == nil {
		from := b.all
		if from == nil {
			from = build(b.pass, files)
		}
		b.own = from.withoutTests()
	}
	return b.own
}

func run(pass *analysis.Pass) (any, error) { return &Builder{pass: pass}, nil }

func build(pass *analysis.Pass, files []*ast.File) *Package {
	prog := ssa.NewProgram(pass.Fset, 0)
	prog.SetNoReturn(noReturn)
	for _, p := range pass.Pkg.Imports() {
		prog.CreatePackage(p, nil, nil, true)
	}
	pkg := prog.CreatePackage(pass.Pkg, files, pass.TypesInfo, false)
	pkg.Build()

	res := &Package{SSA: pkg, Decl: make(map[*ssa.Function]*ast.FuncDecl)}
	for _, file := range pass.Files {
		for _, decl := range file.Decls {
			decl, ok := decl.(*ast.FuncDecl)
			if !ok || decl.Name.Name == "_" {
				continue
			}
			obj, ok := pass.TypesInfo.Defs[decl.Name].(*types.Func)
			if !ok {
				continue
			}
			fn := prog.FuncValue(obj)
			if fn == nil {
				continue
			}
			res.Decl[fn] = decl
			res.add(fn)
		}
	}
	// Literals in package-level initialisers hang below the synthetic init.
	if init := pkg.Func("init"); init != nil {
		res.add(init)
	}
	return res
}

func (p *Package) add(fn *ssa.Function) {
	p.Funcs = append(p.Funcs, fn)
	for _, anon := range fn.AnonFuncs {
		p.add(anon)
	}
}

// noReturn knows the functions of std that never return. Those of other
// packages are seen through panic and os.Exit in their bodies only when they
// stand in the same package, which ssa does itself.
func noReturn(fn *types.Func) bool {
	if fn.Pkg() == nil {
		return false
	}
	switch fn.Pkg().Path() {
	case "os":
		return fn.Name() == "Exit"
	case "runtime":
		return fn.Name() == "Goexit"
	case "log":
		switch fn.Name() {
		case "Fatal", "Fatalf", "Fatalln", "Panic", "Panicf", "Panicln":
			return true
		}
	case "testing":
		switch fn.Name() {
		case "Fatal", "Fatalf", "FailNow", "Skip", "Skipf", "SkipNow":
			return true
		}
	}
	return false
}
