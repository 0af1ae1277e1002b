package maprace

import (
	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/lockset"
)

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
