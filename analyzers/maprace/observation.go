package maprace

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/lockset"
	"github.com/govlint/govlint/internal/place"
	"github.com/govlint/govlint/internal/spawn"
)

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
