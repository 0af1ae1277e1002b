package maprace

import (
	_ "embed"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"path/filepath"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/analyzers/maprace/internal/retype"
	"github.com/govlint/govlint/internal/lockset"
	"github.com/govlint/govlint/internal/place"
	"github.com/govlint/govlint/internal/report"
	"github.com/govlint/govlint/internal/spawn"
	"github.com/govlint/govlint/internal/ssafn"
)

//go:embed doc.go
var doc string

// Analyzer finds map accesses that two goroutines can make at once.
var Analyzer = &analysis.Analyzer{
	Name:      "maprace",
	Doc:       report.MustDoc(doc, "maprace"),
	Requires:  []*analysis.Analyzer{ssafn.Analyzer, lockset.Analyzer, spawn.Analyzer},
	FactTypes: []analysis.Fact{new(MapParams)},
	Run:       run,
	Flags:     flags(),
}

// A checker holds what is known of one package while it is checked.
type checker struct {
	pass   *analysis.Pass
	pkg    *ssafn.Package
	places *place.Resolver
	locks  *lockset.Locks
	spawns *spawn.Spawns

	dynamic    map[string]map[lockset.ID]lockset.Mode // locks held at some call of a function value of a type
	contexts   map[*ssa.Function][]*context
	queue      []*context
	accessMemo map[ssa.Instruction][]access
	freshMemo  map[struct {
		fn *ssa.Function
		i  int
	}]bool
	pairs      []pair // of the function being compared
	names      map[string]map[int][]namedMap
	summaries  map[*ssa.Function][]*reach
	started    map[*ssa.Function][]*spawn.Site // goroutines that a call starts
	classes    map[classKey]*class
	classOrder []*class
	comments   map[string]map[int]bool                      // lines with a word on safety, by file
	held       map[*types.TypeName]map[*types.TypeName]bool // see holders; nil until asked
	boxed      map[*types.TypeName]bool                     // unexported types whose methods others can call
	lent       map[*types.TypeName]*lending                 // unexported types that only calls get
	tx         map[lockset.ID]map[*types.TypeName]bool      // see lockHolders; nil until asked
	calls      map[*ssa.Function][]ssa.CallInstruction      // nil until asked
	returned   map[*ssa.Function]*ssa.Return                // literals that exported functions return
	services   map[*types.TypeName]bool                     // registered gRPC services; nil until asked
	owners     map[*types.Var]*types.TypeName               // the types that declare fields; nil until asked
	changed    map[*types.TypeName]bool                     // types whose objects change; nil until asked
	reported   map[reportKey]bool
	mapFixes   map[mapFixKey][]analysis.SuggestedFix
	mapIndex   *retype.Index // nil until asked
	newGuards  map[*types.Var][]analysis.SuggestedFix
	locked     map[lockIn]string // the edits that take a lock in a function
}

func run(pass *analysis.Pass) (any, error) {
	if ssafn.InStd(pass) {
		return nil, nil // the catalog knows std
	}
	exportParams(pass)
	if !relevant(pass) {
		return nil, nil
	}
	pkg := pass.ResultOf[ssafn.Analyzer].(*ssafn.Builder).Package()
	places := place.NewResolver(pkg.Funcs)
	c := &checker{
		pass: pass, pkg: pkg, places: places,
		locks:      pass.ResultOf[lockset.Analyzer].(*lockset.Maker).Of(places, pkg),
		spawns:     pass.ResultOf[spawn.Analyzer].(*spawn.Maker).Of(places),
		dynamic:    make(map[string]map[lockset.ID]lockset.Mode),
		contexts:   make(map[*ssa.Function][]*context),
		accessMemo: make(map[ssa.Instruction][]access),
		freshMemo: make(map[struct {
			fn *ssa.Function
			i  int
		}]bool),
		summaries: make(map[*ssa.Function][]*reach),
		started:   make(map[*ssa.Function][]*spawn.Site),
		classes:   make(map[classKey]*class),
		reported:  make(map[reportKey]bool),
		mapFixes:  make(map[mapFixKey][]analysis.SuggestedFix),
		newGuards: make(map[*types.Var][]analysis.SuggestedFix),
		locked:    make(map[lockIn]string),
	}
	c.enterRoots()
	c.drain()
	c.enterCallbacks()
	c.drain()
	c.enterRest()
	c.drain()
	for _, cl := range c.classOrder {
		c.checkGuard(cl)
		c.checkMemo(cl)
		c.checkUnguarded(cl)
	}
	for _, fn := range pkg.Funcs {
		c.checkThreads(fn)
		c.checkSections(fn)
		c.checkContextMaps(fn)
		c.checkCopies(fn)
		c.checkSent(fn)
	}
	return nil, nil
}

// relevant reports whether anything in the package can run at once with
// anything else: a package of a module that is only a dependency, or one that
// neither starts goroutines nor locks nor serves, costs nothing.
func relevant(pass *analysis.Pass) bool {
	if pass.Module != nil && pass.Module.Version != "" {
		return false
	}
	for _, imp := range pass.Pkg.Imports() {
		switch imp.Path() {
		case "sync", "net/http", "context", "sync/atomic", "testing":
			return true
		}
		if strings.Contains(strings.Split(imp.Path(), "/")[0], ".") {
			return true
		}
	}
	for _, file := range pass.Files {
		found := false
		ast.Inspect(file, func(n ast.Node) bool {
			if _, ok := n.(*ast.GoStmt); ok {
				found = true
			}
			return !found
		})
		if found {
			return true
		}
	}
	return false
}

type reportKey struct {
	kind string
	fn   *ssa.Function
	of   any
}

// emit reports f once a kind, function and map. That a lock is missing is said
// once, whether the map has a guard or none.
func (c *checker) emit(fn *ssa.Function, of any, f report.Finding) {
	if c.reported[keyOf(fn, of, f)] {
		return
	}
	if len(f.Fixes) == 0 {
		f.Fixes = c.rewrites(fn, of, f)
	}
	f.Fixes = c.inOrder(of, f, f.Fixes)
	c.emitAsIs(fn, of, f)
}

func keyOf(fn *ssa.Function, of any, f report.Finding) reportKey {
	if f.Kind == "inconsistent-guard" {
		return reportKey{"unguarded", fn, of}
	}
	return reportKey{f.Kind, fn, of}
}

// emitAsIs is emit with no fixes but those of f.
func (c *checker) emitAsIs(fn *ssa.Function, of any, f report.Finding) {
	key := keyOf(fn, of, f)
	if c.reported[key] || !f.Pos.IsValid() {
		return
	}
	c.reported[key] = true
	report.Report(c.pass, f)
}

func (c *checker) inTest(fn *ssa.Function) bool {
	return strings.HasSuffix(c.pass.Fset.Position(fn.Pos()).Filename, "_test.go")
}

// where is the position as messages show it: the file's base name and line.
func (c *checker) where(pos token.Pos) string {
	p := c.pass.Fset.Position(pos)
	return fmt.Sprintf("%s:%d", filepath.Base(p.Filename), p.Line)
}

func (c *checker) spawnsFact(obj *types.Func) bool {
	return obj != nil && c.pass.ImportObjectFact(obj, new(spawn.RunsInGoroutine))
}
