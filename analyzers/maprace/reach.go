package maprace

import (
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/lockset"
	"github.com/govlint/govlint/internal/place"
	"github.com/govlint/govlint/internal/spawn"
)

// A reach is an access that calling a function leads to, in the places of the
// function's frame.
type reach struct {
	access
	must, may map[lockset.ID]lockset.Mode
	chain     []link        // from the function called first to the access
	named     []place.Place // the map, in the frame of each link
}

// A link is one frame on the way to an access: the call made there, or the
// access itself.
type link struct {
	instr ssa.Instruction
	fn    *ssa.Function
	args  []ssa.Value // how fn was called
}

const (
	maxReach      = 80 // accesses a function; beyond it the function is not followed
	maxReachDepth = 4
)

// reachOf are the accesses of fn to places that its caller can name.
func (c *checker) reachOf(fn *ssa.Function, depth int) []*reach {
	if r, ok := c.summaries[fn]; ok {
		return r
	}
	c.summaries[fn] = nil // a recursive call adds nothing
	var out []*reach
	c.locks.Walk(fn, func(in ssa.Instruction, s lockset.State) {
		if d, ok := in.(*ssa.Defer); ok {
			s = c.locks.AtExit(d)
		}
		for _, a := range c.accessesOf(in) {
			if a.op == replace && a.at.Path != nil {
				continue // a field given another map: no crash by itself
			}
			if c.swappedOut(a) {
				continue
			}
			must, may := total(&context{}, s)
			out = append(out, &reach{access: a, must: must, may: may, chain: []link{{instr: in, fn: fn}}, named: []place.Place{a.at}})
		}
		if depth < maxReachDepth {
			out = append(out, c.called(in, s, depth)...)
		}
	})
	if len(out) > maxReach {
		out = nil
	}
	c.summaries[fn] = out
	return out
}

// called are the accesses behind a call, in the frame of the caller.
func (c *checker) called(in ssa.Instruction, s lockset.State, depth int) []*reach {
	call, ok := in.(ssa.CallInstruction)
	if !ok {
		return nil
	}
	if _, isGo := in.(*ssa.Go); isGo {
		return nil
	}
	fn, args := c.places.Callee(call.Common())
	if fn != nil && len(fn.Blocks) > 0 {
		return c.inFrame(c.reachOf(fn, depth+1), fn, args, in, s)
	}
	if obj := spawn.CalleeObject(call.Common()); obj != nil && strings.HasPrefix(obj.FullName(), "(*sync.Once)") {
		return nil // by one goroutine, before all that the others do
	}
	var out []*reach
	for _, arg := range call.Common().Args { // literals that the callee may run
		lit, args := c.places.Func(arg, nil)
		if lit != nil && len(lit.Blocks) > 0 && !c.isSite(call, lit) {
			out = append(out, c.inFrame(c.reachOf(lit, depth+1), lit, args, in, s)...)
		}
	}
	return out
}

// inFrame expresses the accesses of fn by the arguments of its call.
func (c *checker) inFrame(rs []*reach, fn *ssa.Function, args []ssa.Value, in ssa.Instruction, s lockset.State) []*reach {
	var out []*reach
	for _, r := range rs {
		at := c.places.Translate(r.at, fn, args, place.Place{})
		if !at.Valid() {
			continue
		}
		must, may := total(&context{must: c.renamed(r.must, fn, args), may: c.renamed(r.may, fn, args)}, s)
		n := &reach{access: r.access, must: must, may: may}
		n.at = at
		n.chain = append([]link{{instr: in, fn: in.Parent()}}, r.chain...)
		n.chain[1].args = args
		n.named = append([]place.Place{at}, r.named...)
		out = append(out, n)
	}
	return out
}

// renamed expresses locks that are parameters of fn by the arguments.
func (c *checker) renamed(locks map[lockset.ID]lockset.Mode, fn *ssa.Function, args []ssa.Value) map[lockset.ID]lockset.Mode {
	if len(locks) == 0 {
		return nil
	}
	out := make(map[lockset.ID]lockset.Mode, len(locks))
	for id, m := range locks {
		if p, ok := id.(*ssa.Parameter); ok && p.Parent() == fn {
			q := c.places.Translate(place.Place{Root: p}, fn, args, place.Place{Root: p})
			id = lockset.IDOf(q)
		}
		out[id] = m
	}
	return out
}

// shown is where the source names the map that r works on: the access, or the
// call that passes the map to a function.
func (r *reach) shown() (tokenPos, *ssa.Function) {
	last := r.chain[len(r.chain)-1]
	pos, fn := r.pos, last.fn
	for i := len(r.chain) - 1; i > 0; i-- {
		if r.named[i].Path != nil {
			break
		}
		if _, ok := r.named[i].Root.(*ssa.Parameter); !ok {
			break
		}
		pos, fn = r.chain[i-1].instr.Pos(), r.chain[i-1].fn
	}
	return pos, fn
}
