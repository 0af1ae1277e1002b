package escape

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/lockset"
	"github.com/govlint/govlint/internal/place"
	"github.com/govlint/govlint/internal/spawn"
	"github.com/govlint/govlint/internal/ssafn"
)

// threads tells which goroutines a function can run in, and under which locks.
type threads struct {
	pkg    *ssafn.Package
	places *place.Resolver
	locks  *lockset.Locks
	spawns *spawn.Spawns

	bySyntax map[ast.Node]*ssa.Function
	roots    map[*ssa.Function]map[any]bool // see rootsOf

	points      map[*ssa.Function][]lockPoint
	callerLocks map[*types.Func]map[lockset.ID]lockset.Mode
	heldBy      map[*atomicOp]map[lockset.ID]lockset.Mode
}

// manyCalls is how many callers of a function are asked for their locks.
const manyCalls = 30

// outside is the root of what other packages, or main, can call.
type outside struct{}

// flow builds the SSA form of the package, the first time.
func (c *checker) flow() *threads {
	if c.threads != nil {
		return c.threads
	}
	pkg := c.pass.ResultOf[ssafn.Analyzer].(*ssafn.Builder).Package()
	places := place.NewResolver(pkg.Funcs)
	t := &threads{
		pkg: pkg, places: places,
		locks:       c.pass.ResultOf[lockset.Analyzer].(*lockset.Maker).Of(places, pkg),
		spawns:      new(spawn.Maker).Of(places),
		bySyntax:    make(map[ast.Node]*ssa.Function),
		points:      make(map[*ssa.Function][]lockPoint),
		callerLocks: make(map[*types.Func]map[lockset.ID]lockset.Mode),
		heldBy:      make(map[*atomicOp]map[lockset.ID]lockset.Mode),
	}
	for _, fn := range pkg.Funcs {
		if syntax := fn.Syntax(); syntax != nil {
			t.bySyntax[syntax] = fn
		}
	}
	c.threads = t
	return t
}

// rootsOf is what fn can be reached from: a go statement or the like, or the
// outside. An empty set is a function that nothing runs.
func (t *threads) rootsOf(fn *ssa.Function) map[any]bool {
	if t.roots == nil {
		t.findRoots()
	}
	return t.roots[fn]
}

func (t *threads) findRoots() {
	t.roots = make(map[*ssa.Function]map[any]bool)
	callees := make(map[*ssa.Function][]*ssa.Function)
	started := make(map[*ssa.Function]bool)
	for _, fn := range t.pkg.Funcs {
		for _, site := range t.spawns.Sites(fn) {
			t.addRoot(site.Fn, site)
			started[site.Fn] = true
		}
	}
	for _, fn := range t.pkg.Funcs {
		if fn.Parent() == nil && (fn.Object() == nil || fn.Object().Exported() || fn.Name() == "main") {
			t.addRoot(fn, outside{})
		}
		if fn.Parent() != nil && !started[fn] {
			callees[fn.Parent()] = append(callees[fn.Parent()], fn)
		}
		eachInstr(fn, func(in ssa.Instruction) {
			called := t.called(in)
			if called != nil {
				callees[fn] = append(callees[fn], called)
			}
			for _, op := range in.Operands(nil) {
				if used, ok := (*op).(*ssa.Function); ok && used != called && used.Parent() == nil && !started[used] {
					t.addRoot(used, outside{}) // a value that anybody may call
				}
			}
		})
	}
	t.spreadRoots(callees)
}

// called is the function of this package that in surely calls in its own goroutine.
func (t *threads) called(in ssa.Instruction) *ssa.Function {
	call, ok := in.(ssa.CallInstruction)
	if !ok {
		return nil
	}
	if _, ok := in.(*ssa.Go); ok {
		if fn, _ := t.places.Callee(call.Common()); fn != nil {
			return nil
		}
	}
	fn, _ := t.places.Callee(call.Common())
	return fn
}

func (t *threads) addRoot(fn *ssa.Function, root any) {
	if t.roots[fn] == nil {
		t.roots[fn] = make(map[any]bool)
	}
	t.roots[fn][root] = true
}

func (t *threads) spreadRoots(callees map[*ssa.Function][]*ssa.Function) {
	work := append([]*ssa.Function(nil), t.pkg.Funcs...)
	for len(work) > 0 {
		fn := work[len(work)-1]
		work = work[:len(work)-1]
		for _, callee := range callees[fn] {
			before := len(t.roots[callee])
			for root := range t.roots[fn] {
				t.addRoot(callee, root)
			}
			if len(t.roots[callee]) > before {
				work = append(work, callee)
			}
		}
	}
}

func eachInstr(fn *ssa.Function, each func(ssa.Instruction)) {
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			each(in)
		}
	}
}

// soleRoot is the one goroutine that fn runs in, when there is only one of it.
func (t *threads) soleRoot(fn *ssa.Function) *spawn.Site {
	roots := t.rootsOf(fn)
	if fn == nil || len(roots) != 1 {
		return nil
	}
	for root := range roots {
		if site, ok := root.(*spawn.Site); ok && !site.SelfConcurrent() {
			return site
		}
	}
	return nil
}

// A lockPoint is the state at one place of a function.
type lockPoint struct {
	pos   token.Pos
	state lockset.State
}

// stateNear is what is known of locks at the instruction of fn nearest to pos.
func (t *threads) stateNear(fn *ssa.Function, pos token.Pos) lockset.State {
	points, ok := t.points[fn]
	if !ok {
		t.locks.Walk(fn, func(in ssa.Instruction, s lockset.State) {
			if in.Pos().IsValid() {
				points = append(points, lockPoint{in.Pos(), s})
			}
		})
		t.points[fn] = points
	}
	var near lockset.State
	best := token.Pos(-1)
	for _, p := range points {
		if d := max(p.pos-pos, pos-p.pos); best < 0 || d < best {
			best, near = d, p.state
		}
	}
	return near
}

// heldAt are the locks surely held at pos in the function of path, with those
// that all callers of an unexported function hold.
func (c *checker) heldAt(path []ast.Node, pos token.Pos, depth int) map[lockset.ID]lockset.Mode {
	t := c.flow()
	fn := t.bySyntax[enclosing(path)]
	if fn == nil {
		return nil
	}
	near := t.stateNear(fn, pos)
	held := make(map[lockset.ID]lockset.Mode)
	for _, h := range near {
		if h.Must != 0 {
			held[lockset.IDOf(h.Lock)] = h.Must
		}
	}
	for id, mode := range c.heldByCallers(path, depth) {
		held[id] |= mode
	}
	return held
}

func (c *checker) heldByCallers(path []ast.Node, depth int) map[lockset.ID]lockset.Mode {
	if depth >= deepest {
		return nil
	}
	if lit, ok := enclosing(path).(*ast.FuncLit); ok {
		return c.heldAround(lit, path, depth)
	}
	fn, ok := enclosing(path).(*ast.FuncDecl)
	if !ok {
		return nil
	}
	obj, ok := c.pass.TypesInfo.Defs[fn.Name].(*types.Func)
	if !ok || obj.Exported() {
		return nil
	}
	calls, all := c.callsOf(obj)
	if !all || len(calls) > manyCalls {
		return nil
	}
	if held, ok := c.flow().callerLocks[obj]; ok {
		return held
	}
	c.flow().callerLocks[obj] = nil // ends recursion
	var common map[lockset.ID]lockset.Mode
	defer func() { c.flow().callerLocks[obj] = common }()
	for _, call := range calls {
		held := c.heldAt(call.path, call.call.Lparen, depth+1)
		if common == nil {
			common = held
			continue
		}
		for id, mode := range common {
			if common[id] = mode & held[id]; common[id] == 0 {
				delete(common, id)
			}
		}
	}
	return common
}

// heldAround are the locks held where a literal is called at once, or is given to a
// function that does not start it as a goroutine and so, for all we see, calls it at once.
func (c *checker) heldAround(lit *ast.FuncLit, path []ast.Node, depth int) map[lockset.ID]lockset.Mode {
	at := slices.Index(path, ast.Node(lit))
	if at < 2 {
		return nil
	}
	call, ok := path[at-1].(*ast.CallExpr)
	if !ok || c.starts(path[at-2], lit) {
		return nil
	}
	return c.heldAt(path[:at], call.Lparen, depth+1)
}

// starts reports whether the statement, or a function that it calls, starts a literal as a
// goroutine or leaves it for later.
func (c *checker) starts(stmt ast.Node, lit *ast.FuncLit) bool {
	switch stmt.(type) {
	case *ast.GoStmt, *ast.DeferStmt:
		return true
	}
	t := c.flow()
	for root := range t.rootsOf(t.bySyntax[lit]) {
		if site, ok := root.(*spawn.Site); ok && site.Fn == t.bySyntax[lit] {
			return true
		}
	}
	return false
}
