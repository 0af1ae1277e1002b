package maprace

import (
	"fmt"
	"go/types"
	"regexp"
	"slices"
	"sort"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/lockset"
	"github.com/govlint/govlint/internal/place"
	"github.com/govlint/govlint/internal/report"
)

// checkGuard looks for the lock that a map is kept under and for the accesses
// that are made without it.
//
// A lock is the guard of a map when at least two places that touch the map
// surely hold it, and no fewer than touch the map without it; one of them, or
// of the others, must be a write that a second goroutine can make.
func (c *checker) checkGuard(cl *class) {
	guard, locked := c.guardOf(cl)
	if guard == nil {
		return
	}
	for _, o := range c.lapses(cl, guard) {
		other := c.otherSide(cl, guard, o, locked)
		if other == nil {
			continue
		}
		c.reportLapse(cl, o, other, guard)
	}
	c.checkReadLocked(cl, guard)
}

// guardOf is the lock that the fewest places which touch the map do without,
// among those that at least two hold, and the observations that hold it.
func (c *checker) guardOf(cl *class) (lockset.ID, []*observation) {
	if cl.judged {
		return cl.guard, cl.locked
	}
	cl.judged = true
	var best *candidate
	for _, id := range cl.locks() {
		x := cl.candidate(id)
		if !c.besideOrAround(id, cl.of) || len(x.held) < 2 && !c.loadedUnder(cl, id) || x.writes == 0 {
			continue
		}
		x.beside = c.beside(id, cl.of)
		if best == nil || x.better(best) {
			best = x
		}
	}
	if best == nil {
		return nil, nil
	}
	need := len(best.bare)
	if best.bareWrites && !c.beside(best.lock, cl.of) {
		need = 2 * len(best.bare)
	}
	if len(best.held) < need || c.record(cl.of) && !c.beside(best.lock, cl.of) {
		return nil, nil
	}
	cl.guard, cl.locked = best.lock, best.locked
	return cl.guard, cl.locked
}

// loadedUnder reports an access made without the lock to a map that was taken
// from its variable under it: whoever wrote that knew of the lock.
func (c *checker) loadedUnder(cl *class, id lockset.ID) bool {
	return slices.ContainsFunc(cl.obs, func(o *observation) bool {
		if o.may[id] != 0 {
			return false
		}
		load := c.loadOf(mapOperand(o.instr), 0)
		if load == nil {
			return false
		}
		held := false
		c.locks.Walk(load.Parent(), func(in ssa.Instruction, s lockset.State) {
			for _, h := range s {
				held = held || in == ssa.Instruction(load) && h.Must != 0 && lockset.IDOf(h.Lock) == id
			}
		})
		return held
	})
}

// A candidate is a lock that may be the guard of a map.
type candidate struct {
	lock       lockset.ID
	held, bare map[ssa.Instruction]bool // places that surely do and surely do not hold it
	writes     int                      // writing observations that hold it
	bareWrites bool                     // some place writes without it
	beside     bool                     // it lies beside the map
	locked     []*observation
}

func (x *candidate) better(y *candidate) bool {
	if x.beside != y.beside {
		return x.beside
	}
	if len(x.bare) != len(y.bare) {
		return len(x.bare) < len(y.bare)
	}
	if len(x.held) != len(y.held) {
		return len(x.held) > len(y.held)
	}
	return idPos(x.lock) < idPos(y.lock)
}

// locks lists the locks that some observation surely holds.
func (cl *class) locks() []lockset.ID {
	all := make(map[lockset.ID]lockset.Mode)
	for _, o := range cl.obs {
		for id, m := range o.must {
			if !lockset.IsTable(id) {
				all[id] |= m
			}
		}
	}
	return sortedIDs(all)
}

func (cl *class) candidate(id lockset.ID) *candidate {
	x := &candidate{lock: id, held: make(map[ssa.Instruction]bool), bare: make(map[ssa.Instruction]bool)}
	for _, o := range cl.obs {
		switch {
		case o.must[id] != 0:
			x.held[o.instr] = true
			x.locked = append(x.locked, o)
			if o.op.writes() {
				x.writes++
			}
		case o.may[id] == 0 && !o.ctx.assumed && !o.setUp && o.op != replace:
			x.bare[o.instr] = true
			x.bareWrites = x.bareWrites || o.op.writes()
		}
	}
	return x
}

// lapses are the accesses of cl that surely do without the guard, one for
// each instruction, the shortest way in first.
func (c *checker) lapses(cl *class, guard lockset.ID) []*observation {
	byInstr := make(map[ssa.Instruction][]*observation)
	held := make(map[ssa.Instruction]bool) // some in-package caller holds it
	beside := c.beside(guard, cl.of)
	for _, o := range cl.obs {
		if o.must[guard] != 0 && o.ctx.from != nil {
			held[o.instr] = true
		}
		if o.may[guard] != 0 && !c.unlockedByChoice(o, guard) || o.ctx.assumed || o.setUp || o.op == load || o.op == replace || c.startsItself(cl, o) {
			continue
		}
		if o.ctx.root.kind == rootInit || o.ctx.root.kind == rootMain {
			continue
		}
		if !beside && cl.keptByOwner(o, guard) || c.heldByHolder(o, guard) {
			continue
		}
		byInstr[o.instr] = append(byInstr[o.instr], o)
	}
	var out []*observation
	for in, lapses := range byInstr {
		o := shallowest(lapses, func(o *observation) bool { return !cl.keptByCallers(o, lapses) })
		if o == nil {
			continue
		}
		if held[in] && o.ctx.from == nil && o.ctx.root.kind == rootAPI {
			continue // exported, but meant to be called with the lock held
		}
		if c.explained(o.pos) || c.aloneByContract(o, guard) || c.makesGuard(o, guard) {
			continue
		}
		if o.foreign && !(c.beside(guard, cl.of) && o.at.Depth() == 1 && o.ctx.root.fn.Signature.Recv() != nil) {
			continue
		}
		out = append(out, o)
	}
	sort.Slice(out, func(i, j int) bool {
		if a, b := out[i].op.harm(), out[j].op.harm(); a != b {
			return a > b
		}
		return out[i].pos < out[j].pos
	})
	return out
}

// shallowest is the observation with the shortest way in among those wanted.
func shallowest(obs []*observation, wanted func(*observation) bool) *observation {
	var best *observation
	for _, o := range obs {
		if (best == nil || o.ctx.depth < best.ctx.depth) && wanted(o) {
			best = o
		}
	}
	return best
}

// keptByCallers reports an access behind an exported function that the
// package calls itself, and each time where the access is safe, as after the
// goroutines of the object have ended: that is how the function is meant.
// Calls on an object that its caller has just made tell nothing.
func (cl *class) keptByCallers(o *observation, lapses []*observation) bool {
	if o.ctx.root.kind != rootAPI {
		return false
	}
	entry := o.ctx.entry().fn
	called := func(x *observation) bool { return x.instr == o.instr && x.ctx.through(entry) }
	return slices.ContainsFunc(cl.obs, called) && !slices.ContainsFunc(lapses, called)
}

// Exported methods that by their name run before the first use of an object,
// or after the last: nobody shares it yet, or any more.
var (
	setUp    = regexp.MustCompile(`^(Init|Initialize|Setup|SetUp|Open|Start|Configure|Provision|Run|Serve)(?:$|[A-Z])`)
	tearDown = regexp.MustCompile(`^(Close|Stop|Shutdown|Destroy|Dispose|TearDown)(?:$|[A-Z])`)
)

// aloneByContract reports an access in such a method. A teardown that takes
// the lock elsewhere does not count on being alone.
func (c *checker) aloneByContract(o *observation, guard lockset.ID) bool {
	if o.ctx.root.kind != rootAPI {
		return false
	}
	name := outermost(o.ctx.root.fn).Name()
	return setUp.MatchString(name) || tearDown.MatchString(name) && !c.takenOnTheWay(o.ctx, guard)
}

// takenOnTheWay reports whether a function on the way to ctx takes the lock
// somewhere: then the way does not count on being alone.
func (c *checker) takenOnTheWay(ctx *context, guard lockset.ID) bool {
	for ; ctx != nil; ctx = ctx.from {
		if c.takes(ctx.fn, guard) {
			return true
		}
	}
	return false
}

func (c *checker) takes(fn *ssa.Function, guard lockset.ID) bool {
	found := false
	c.locks.Walk(fn, func(_ ssa.Instruction, s lockset.State) {
		for _, h := range s {
			if lockset.IDOf(h.Lock) == guard && h.May != 0 {
				found = true
			}
		}
	})
	return found
}

func outermost(fn *ssa.Function) *ssa.Function {
	for fn.Parent() != nil {
		fn = fn.Parent()
	}
	return fn
}

// keptByOwner reports an access under another lock that protects the map
// elsewhere too: objects of the type have several owners, each with a lock.
func (cl *class) keptByOwner(o *observation, guard lockset.ID) bool {
	return slices.ContainsFunc(cl.obs, func(x *observation) bool {
		if x.instr == o.instr || x.must[guard] != 0 {
			return false
		}
		for id := range o.must {
			if x.must[id] != 0 {
				return true
			}
		}
		return false
	})
}

// startsItself reports an access on a way that only later starts the
// goroutines which touch the map, on the same object.
func (c *checker) startsItself(cl *class, o *observation) bool {
	if len(o.starts) == 0 {
		return false
	}
	return slices.ContainsFunc(cl.obs, func(x *observation) bool {
		return x.ctx.root.site != nil && slices.Contains(o.starts, x.ctx.root.site)
	})
}

// otherSide is an access that can run at once with o and conflicts with it.
func (c *checker) otherSide(cl *class, guard lockset.ID, o *observation, locked []*observation) *observation {
	var best *observation
	better := func(x *observation) bool {
		if best == nil {
			return true
		}
		if x.op.harm() != best.op.harm() {
			return x.op.harm() > best.op.harm()
		}
		return x.ctx.depth < best.ctx.depth
	}
	for _, x := range locked {
		if x.op == replace || !x.conflicts(o.access) || x.setUp || x.ctx.root.kind == rootInit || x.ctx.root.kind == rootMain {
			continue
		}
		if !o.op.writes() && !x.op.writes() {
			continue
		}
		if x.ctx.root.class() == o.ctx.root.class() && !o.ctx.root.selfConcurrent() {
			continue
		}
		if share(o.must, x.must) {
			continue // another lock orders the two
		}
		if o.ctx.root.site != nil && slices.Contains(x.starts, o.ctx.root.site) {
			continue // x sets up what o works on, and then starts o
		}
		if !better(x) || c.onceAtStart(x) || c.forInit(x) || c.makesGuard(x, guard) || c.returnsServer(x, o) {
			continue
		}
		best = x
	}
	return best
}

// share reports a lock of both that keeps them apart: two readers are not.
func share(a, b map[lockset.ID]lockset.Mode) bool {
	for id, m := range a {
		if n := b[id]; n != 0 && (m|n)&lockset.Write != 0 {
			return true
		}
	}
	return false
}

func (c *checker) reportLapse(cl *class, o, other *observation, guard lockset.ID) {
	name := c.nameAt(o.pos, o.at)
	pos, fn := o.pos, o.ctx.fn
	lock := c.lockName(guard, other)
	verb := o.op.String() + " here"
	if ret := c.heldReturn(o, guard); ret != nil {
		c.reportHandedOut(o, other, guard, ret)
		return
	}
	steps := []report.Step{c.step(o), c.step(other)}
	fixes := func() []analysis.SuggestedFix { return c.takeGuard(cl, o.ctx.fn, guard) }
	if call := c.lockedElsewhere(o, guard); call != nil {
		fixes = func() []analysis.SuggestedFix { return c.takeGuardForCall(o, guard) }
		pos, fn = call.Pos(), call.Parent()
		verb = fmt.Sprintf("%s at %s by %s, called here", o.op, c.where(o.pos), funcName(o.ctx.fn))
	}
	c.emit(fn, o.at.Class(), report.Finding{
		Kind: "inconsistent-guard",
		Pos:  pos,
		Message: fmt.Sprintf("map %s is %s without %s, which guards it where it is %s at %s; both can run at once, and then %s",
			name, verb, lock, other.op, c.where(other.pos), outcome(o.op, other.op)),
		Witness: append(steps, c.ways(o, other)...),
		Fixes:   fixes(),
	})
}

// lockedElsewhere is the call that forgot the lock, when the access stands in
// a function that other callers call with the lock held.
func (c *checker) lockedElsewhere(o *observation, guard lockset.ID) ssa.CallInstruction {
	if o.ctx.from == nil {
		return nil
	}
	for _, x := range c.contexts[o.ctx.fn] {
		if x.from != nil && x.must[guard] != 0 {
			return o.ctx.call
		}
	}
	return nil
}

func (c *checker) lockName(id lockset.ID, o *observation) string {
	if v, ok := id.(*types.Var); ok {
		if owner := c.ownerOf(v); owner != nil {
			return owner.Name() + "." + v.Name()
		}
		return v.Name()
	}
	if v, ok := id.(ssa.Value); ok {
		return c.places.Name(place.Place{Root: v})
	}
	return "its lock"
}

// checkReadLocked finds writes under the guard's read lock alone.
func (c *checker) checkReadLocked(cl *class, guard lockset.ID) {
	for _, o := range cl.obs {
		if o.op != write || o.setUp || o.ctx.assumed || o.ctx.root.kind == rootInit || o.ctx.root.kind == rootMain {
			continue
		}
		if o.must[guard] != lockset.Read || o.may[guard] != lockset.Read || writeLocked(o.may) {
			continue
		}
		if !o.ctx.root.selfConcurrent() && !c.readLockedElsewhere(cl, guard, o) {
			continue
		}
		c.emit(o.ctx.fn, o.at.Class(), report.Finding{
			Kind: "rlock-write",
			Pos:  o.pos,
			Message: fmt.Sprintf("map %s is %s here while only the read lock of %s is held, which other readers hold at the same time; take the write lock",
				c.nameAt(o.pos, o.at), o.op, c.lockName(guard, o)),
			Witness: append([]report.Step{c.step(o)}, c.ways(o, o)...),
			Fixes:   c.writeMode(o.ctx.fn, guard),
		})
	}
}

func writeLocked(locks map[lockset.ID]lockset.Mode) bool {
	for _, m := range locks {
		if m&lockset.Write != 0 {
			return true
		}
	}
	return false
}

func (c *checker) readLockedElsewhere(cl *class, guard lockset.ID, o *observation) bool {
	return slices.ContainsFunc(cl.obs, func(x *observation) bool {
		return x.ctx.root.class() != o.ctx.root.class() && x.may[guard]&lockset.Read != 0
	})
}
