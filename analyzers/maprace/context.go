package maprace

import (
	"go/types"
	"maps"
	"slices"
	"sort"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/catalog"
	"github.com/govlint/govlint/internal/lockset"
	"github.com/govlint/govlint/internal/place"
	"github.com/govlint/govlint/internal/spawn"
)

type rootKind uint8

const (
	rootAPI       rootKind = iota // called by other packages, by any goroutine
	rootHandler                   // run by a server, one goroutine a request
	rootGoroutine                 // started by a go statement or the like
	rootCallback                  // called through a function value, by who knows whom
	rootInit                      // package initialisation
	rootMain                      // main: one goroutine
)

// A root is a function in which a goroutine enters the package.
type root struct {
	kind rootKind
	fn   *ssa.Function
	site *spawn.Site // of a goroutine
	who  string      // of a handler: who calls it
}

// selfConcurrent reports whether two goroutines can be in r at once.
func (r *root) selfConcurrent() bool {
	switch r.kind {
	case rootAPI, rootHandler, rootCallback:
		return true
	case rootGoroutine:
		return r.site.SelfConcurrent()
	}
	return false
}

// class merges roots that need not be told apart.
func (r *root) class() any {
	if r.kind == rootAPI || r.kind == rootInit || r.kind == rootMain {
		return r.kind
	}
	if r.site != nil {
		return r.site.Instr
	}
	return r.fn
}

// A context is one way control gets into a function: from which root, with
// which locks, owning which parameters.
type context struct {
	root    *root
	fn      *ssa.Function
	must    map[lockset.ID]lockset.Mode
	may     map[lockset.ID]lockset.Mode
	owned   map[*ssa.Parameter]bool
	funcs   map[*ssa.Parameter]ssa.Value // function arguments that are known
	flags   map[*ssa.Parameter]bool      // boolean arguments that are known
	assumed bool                         // a lock may be held that cannot be seen
	once    bool                         // run by a sync.Once
	joined  bool                         // the goroutines of the object have ended
	from    *context
	call    ssa.CallInstruction // in from.fn
	depth   int
}

// entry is the context in which control came into the package.
func (ctx *context) entry() *context {
	for ctx.from != nil {
		ctx = ctx.from
	}
	return ctx
}

// through reports whether fn was called on the way to ctx.
func (ctx *context) through(fn *ssa.Function) bool {
	for ; ctx.from != nil; ctx = ctx.from {
		if ctx.fn == fn {
			return true
		}
	}
	return false
}

const (
	maxContexts = 24 // a function; enough for every lockset met in the corpus
	maxDepth    = 24
)

// enter queues ctx unless its function was already entered the same way.
func (c *checker) enter(ctx *context) {
	if ctx.depth > maxDepth || len(ctx.fn.Blocks) == 0 {
		return
	}
	for _, old := range c.contexts[ctx.fn] {
		if old.same(ctx) {
			return
		}
	}
	if len(c.contexts[ctx.fn]) >= maxContexts {
		return
	}
	c.contexts[ctx.fn] = append(c.contexts[ctx.fn], ctx)
	c.queue = append(c.queue, ctx)
}

func (ctx *context) same(o *context) bool {
	return ctx.root.class() == o.root.class() && ctx.assumed == o.assumed && ctx.joined == o.joined && ctx.once == o.once &&
		equal(ctx.must, o.must) && equal(ctx.may, o.may) && equal(ctx.owned, o.owned) && equal(ctx.funcs, o.funcs) && equal(ctx.flags, o.flags)
}

func equal[K, V comparable](a, b map[K]V) bool {
	if len(a) != len(b) {
		return false
	}
	for k, v := range a {
		if w, ok := b[k]; !ok || w != v {
			return false
		}
	}
	return true
}

// drain visits every way into every function that can be reached.
func (c *checker) drain() {
	for len(c.queue) > 0 {
		ctx := c.queue[0]
		c.queue = c.queue[1:]
		c.visit(ctx)
	}
}

func (c *checker) visit(ctx *context) {
	dead := ctx.deadBlocks()
	c.locks.Walk(ctx.fn, func(in ssa.Instruction, s lockset.State) {
		if dead[in.Block()] {
			return
		}
		for _, a := range c.accessesOf(in) {
			c.observe(ctx, a, s)
		}
		for _, a := range c.passedOn(in) {
			c.observe(ctx, a, s)
		}
		switch in := in.(type) {
		case *ssa.MakeInterface:
			c.lend(ctx, in, s)
		case *ssa.Call:
			c.follow(ctx, in, s)
		case *ssa.Defer:
			c.follow(ctx, in, c.locks.AtExit(in))
		}
	})
}

func (c *checker) accessesOf(in ssa.Instruction) []access {
	if as, ok := c.accessMemo[in]; ok {
		return as
	}
	as := c.accesses(in)
	if len(as) > 0 {
		c.accessMemo[in] = as
	}
	return as
}

// total is the locks held in ctx at a point where s is known.
func total(ctx *context, s lockset.State) (must, may map[lockset.ID]lockset.Mode) {
	if len(s) == 0 {
		return ctx.must, ctx.may
	}
	must = make(map[lockset.ID]lockset.Mode, len(ctx.must)+len(s))
	may = make(map[lockset.ID]lockset.Mode, len(ctx.may)+len(s))
	for id, m := range ctx.must {
		must[id] = m
	}
	for id, m := range ctx.may {
		may[id] = m
	}
	for _, h := range s {
		if h.Killed {
			id := lockset.IDOf(h.Lock)
			delete(must, id)
			delete(may, id)
		}
	}
	for _, h := range s {
		id := lockset.IDOf(h.Lock)
		if h.Must != 0 {
			must[id] |= h.Must
		}
		if h.May != 0 {
			may[id] |= h.May
		}
	}
	return must, may
}

// follow enters what a call runs in the same goroutine.
func (c *checker) follow(ctx *context, in ssa.CallInstruction, s lockset.State) {
	call := in.Common()
	var fn *ssa.Function
	var args []ssa.Value
	if p, ok := call.Value.(*ssa.Parameter); ok && !call.IsInvoke() {
		v := ctx.funcs[p]
		if v == nil {
			c.calledByValue(ctx, call, s)
			return
		}
		fn, args = c.places.Func(v, call.Args)
	} else {
		fn, args = c.places.Callee(call)
	}
	must, may := total(ctx, s)
	if fn != nil && len(fn.Blocks) > 0 {
		c.enter(c.callee(ctx, in, fn, args, must, may))
		return
	}
	if fn == nil && !call.IsInvoke() {
		c.calledByValue(ctx, call, s)
	}
	c.callbacks(ctx, in, must, may)
}

// calledByValue notes the locks that are held where a function value that could be
// any is called.
func (c *checker) calledByValue(ctx *context, call *ssa.CallCommon, s lockset.State) {
	must, _ := total(ctx, s)
	sig, ok := call.Value.Type().Underlying().(*types.Signature)
	if !ok {
		return
	}
	key := types.TypeString(sig, nil)
	if c.dynamic[key] == nil {
		c.dynamic[key] = make(map[lockset.ID]lockset.Mode)
	}
	for id, m := range must {
		c.dynamic[key][id] |= m
	}
}

func (c *checker) callee(ctx *context, in ssa.CallInstruction, fn *ssa.Function, args []ssa.Value, must, may map[lockset.ID]lockset.Mode) *context {
	next := &context{
		root: ctx.root, fn: fn, must: must, may: may, assumed: ctx.assumed,
		joined: ctx.joined || c.afterJoin(ctx, in), once: ctx.once,
		from: ctx, call: in, depth: ctx.depth + 1,
	}
	if len(c.params(ctx.owned, fn, args, ctx)) > 0 {
		next.owned = c.params(ctx.owned, fn, args, ctx)
	}
	next.flags = ctx.flagsOf(fn, args)
	for i, p := range fn.Params {
		if i >= len(args) || args[i] == nil {
			continue
		}
		if _, ok := p.Type().Underlying().(*types.Signature); !ok {
			continue
		}
		v := args[i]
		if q, ok := v.(*ssa.Parameter); ok {
			v = ctx.funcs[q]
		}
		if v == nil {
			continue
		}
		if lit, _ := c.places.Func(v, nil); lit == nil {
			continue
		}
		if next.funcs == nil {
			next.funcs = make(map[*ssa.Parameter]ssa.Value)
		}
		next.funcs[p] = v
	}
	return next
}

// params is the set of owned parameters inside fn: those whose argument is
// owned, and those of functions around fn.
func (c *checker) params(outer map[*ssa.Parameter]bool, fn *ssa.Function, args []ssa.Value, ctx *context) map[*ssa.Parameter]bool {
	owned := make(map[*ssa.Parameter]bool)
	for p := range outer {
		if isAround(p.Parent(), fn) {
			owned[p] = true
		}
	}
	for i, p := range fn.Params {
		if i >= len(args) || args[i] == nil || !refers(p.Type()) {
			continue
		}
		if c.owned(c.places.Of(args[i]), ctx) {
			owned[p] = true
		}
	}
	return owned
}

func isAround(outer, fn *ssa.Function) bool {
	for f := fn.Parent(); f != nil; f = f.Parent() {
		if f == outer {
			return true
		}
	}
	return false
}

// refers reports whether a value of type t can lead to a map.
func refers(t types.Type) bool {
	switch t.Underlying().(type) {
	case *types.Basic, *types.Signature, *types.Chan:
		return false
	}
	return true
}

// callbacks enters function arguments of a call into another package, which
// run there and then when std runs them, and who knows when otherwise.
func (c *checker) callbacks(ctx *context, in ssa.CallInstruction, must, may map[lockset.ID]lockset.Mode) {
	call := in.Common()
	obj := spawn.CalleeObject(call)
	if _, spawns := catalogued(obj); spawns || c.spawnsFact(obj) {
		return // a root of its own
	}
	known := obj != nil && obj.Pkg() != nil && !strings.Contains(strings.Split(obj.Pkg().Path(), "/")[0], ".")
	for _, arg := range call.Args {
		fn, args := c.places.Func(arg, nil)
		if fn == nil || len(fn.Blocks) == 0 || c.isSite(in, fn) {
			continue
		}
		next := c.callee(ctx, in, fn, args, must, may)
		next.assumed = ctx.assumed || !known
		next.once = ctx.once || known && strings.HasPrefix(obj.FullName(), "(*sync.Once)")
		c.enter(next)
	}
}

func catalogued(obj *types.Func) (catalog.Spawner, bool) {
	if obj == nil {
		return catalog.Spawner{}, false
	}
	sp, ok := catalog.Spawners()[obj.FullName()]
	return sp, ok
}

func (c *checker) isSite(in ssa.CallInstruction, fn *ssa.Function) bool {
	return slices.ContainsFunc(c.spawns.Sites(in.Parent()), func(s *spawn.Site) bool {
		return s.Instr == in && s.Fn == fn
	})
}

// An observation is an access in one context.
type observation struct {
	access
	ctx       *context
	must, may map[lockset.ID]lockset.Mode
	foreign   bool          // of an object that the caller of an exported function passed
	setUp     bool          // on a map made just before, or after all goroutines ended
	starts    []*spawn.Site // goroutines that the way here starts only afterwards
}

// A class is the accesses to one map field or package-level map, in all
// instances.
type class struct {
	of   types.Object
	tail int // elements behind it
	obs  []*observation

	judged bool // guard and locked are set
	guard  lockset.ID
	locked []*observation
}

type classKey struct {
	of   types.Object
	tail int
}

func (c *checker) observe(ctx *context, a access, s lockset.State) {
	obj := a.at.Class()
	if obj == nil || obj.Pkg() != c.pass.Pkg {
		return
	}
	if c.owned(a.at, ctx) || c.swappedOut(a) {
		return
	}
	must, may := total(ctx, otherLocks(a.at, s))
	must, may = without(must, obj), without(may, obj) // a lock table does not guard itself
	o := &observation{access: a, ctx: ctx, must: must, may: may}
	o.foreign = c.passedIn(ctx, a.at)
	o.setUp = ctx.joined || ctx.once || c.afterJoin(ctx, a.instr) || c.initialises(a)
	o.starts = c.laterStarts(ctx, a)
	key := classKey{obj, a.at.ElemTail()}
	cl := c.classes[key]
	if cl == nil {
		cl = &class{of: obj, tail: key.tail}
		c.classes[key] = cl
		c.classOrder = append(c.classOrder, cl)
	}
	cl.obs = append(cl.obs, o)
}

// without is locks less the one lock.
func without(locks map[lockset.ID]lockset.Mode, lock lockset.ID) map[lockset.ID]lockset.Mode {
	if _, ok := locks[lock]; !ok {
		return locks
	}
	out := maps.Clone(locks)
	delete(out, lock)
	return out
}

// otherLocks is s without the locks that lie in another object of the type
// than the map does: in "s.mu.Lock(); copy(s.m, other.m)", s.mu says nothing
// of other.m.
func otherLocks(at place.Place, s lockset.State) lockset.State {
	p, ok := at.Root.(*ssa.Parameter)
	if !ok || at.Path == nil || at.Path.Up != nil {
		return s
	}
	var out lockset.State
	for i, h := range s {
		q, ok := h.Lock.Root.(*ssa.Parameter)
		if ok && q != p && q.Parent() == p.Parent() && h.Lock.Path != nil && h.Lock.Path.Up == nil && types.Identical(p.Type(), q.Type()) {
			if out == nil {
				out = append(lockset.State{}, s[:i]...)
			}
			continue
		}
		if out != nil {
			out = append(out, h)
		}
	}
	if out == nil {
		return s
	}
	return out
}

// afterJoin reports whether in runs only once something was waited for, in
// straight-line code: what a Close does after it has stopped its goroutines.
// A goroutine or handler waits for work too, so there it must have been told
// to stop first.
func (c *checker) afterJoin(ctx *context, in ssa.Instruction) bool {
	joins := c.spawns.JoinsOthers
	if ctx.root.kind == rootGoroutine || ctx.root.kind == rootHandler {
		joins = c.spawns.Stops
	}
	for _, b := range in.Parent().Blocks {
		if b != in.Block() && (!b.Dominates(in.Block()) || spawn.InLoop(b)) {
			continue
		}
		for _, x := range b.Instrs {
			if x == in {
				break
			}
			if joins(x) {
				return true
			}
		}
	}
	return false
}

// initialises reports an access to a map that its function has just made and
// put there.
func (c *checker) initialises(a access) bool {
	fn := a.instr.Parent()
	for _, b := range fn.Blocks {
		if !b.Dominates(a.instr.Block()) {
			continue
		}
		for _, in := range b.Instrs {
			if in == a.instr {
				break
			}
			st, ok := in.(*ssa.Store)
			if ok && isMap(st.Val.Type()) && c.places.Of(st.Addr) == a.at && c.made(st.Val) {
				return true
			}
		}
	}
	return false
}

// passedIn reports a place that starts from a parameter, not the receiver, of
// the exported function through which control came in.
func (c *checker) passedIn(ctx *context, at place.Place) bool {
	for ctx.from != nil {
		_, args := c.places.Callee(ctx.call.Common())
		at = c.places.Translate(at, ctx.fn, args, place.Place{})
		if !at.Valid() {
			return false
		}
		ctx = ctx.from
	}
	p, ok := at.Root.(*ssa.Parameter)
	if !ok || ctx.root.kind != rootAPI && ctx.root.kind != rootCallback {
		return false
	}
	return p.Parent().Signature.Recv() == nil || p != p.Parent().Params[0]
}

// sortedIDs lists locks in a stable order.
func sortedIDs(locks map[lockset.ID]lockset.Mode) []lockset.ID {
	var out []lockset.ID
	for id := range locks {
		out = append(out, id)
	}
	sort.Slice(out, func(i, j int) bool { return idPos(out[i]) < idPos(out[j]) })
	return out
}

func idPos(id lockset.ID) int {
	switch id := id.(type) {
	case types.Object:
		return int(id.Pos())
	case ssa.Value:
		return int(id.Pos())
	}
	return 0
}
