// Package lockorder finds locks that functions of a package take in opposite
// orders: one holds A and takes B, another holds B and takes A.
//
// Its graph has a node for each lock, as it is seen from the object that it
// belongs to, and an edge from A to B where a function surely holds A (must)
// as it takes B, itself or through functions of the package (may). Two edges in
// opposite directions are a Cycle when they can be about the same two locks and
// can run at once. It asks for a reason for the first: both locks are reached
// from one object in the same way; they are package-level variables; or one
// object holds the other, which points back.
//
// Two edges cannot run at once when a third lock is held around both, when they
// run in one goroutine of which there is one, or when one belongs to an object
// that its maker has not yet shown to others.
//
// Blind spots: pointers to locks; calls of unknown functions, and of interfaces of
// which the package makes several; cycles of three and more; two objects of one
// type that are locked in the order in which a caller hands them over, unless it
// names them by keys; conditions by which the two orders exclude each other, unless
// both ask the same field, or one sets what the other asks.
package lockorder

import (
	"cmp"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/lockset"
	"github.com/govlint/govlint/internal/place"
	"github.com/govlint/govlint/internal/ssafn"
)

// A Taking is one acquisition of a lock as a function sees it.
type Taking struct {
	Lock place.Place // in the frame of that function
	Mode lockset.Mode
	At   ssa.CallInstruction   // the call of Lock
	Via  []ssa.CallInstruction // the calls that lead to it, the outermost first

	gates []gate        // locks held there that functions on the way took
	gone  []place.Place // locks of the caller that are given up there
	asked []question    // what was asked on the way there
}

// An Edge is a function that holds one lock while it takes another.
type Edge struct {
	Fn          *ssa.Function
	Held, Wants Taking

	gates  []gate
	view   view
	traced bool
	starts []*ssa.Function // once traced
}

// A Cycle is two Edges that can wait for each other.
type Cycle struct {
	First, Second *Edge
	Writers       []ssa.CallInstruction // who has to wait in between for readers to block each other
	How           Reason
}

// A Reason tells why both edges can be about the same two locks.
type Reason int

const (
	SameObject Reason = iota // both are reached from one object in the same way
	Linked                   // one object holds the other, which points back
	Package                  // one is a variable of the package, or of a function around
	Swapped                  // a caller names the two objects, in either order
)

// A finder looks at one package.
type finder struct {
	pkg       *ssafn.Package
	places    *place.Resolver
	locks     *lockset.Locks
	scanned   map[*ssa.Function]*summary
	callers   map[*ssa.Function][]*site
	taken     map[*ssa.Function]bool // functions that are used as values
	reach     *reach
	declares  map[*types.Var]*types.TypeName
	always    map[*ssa.Function][]gate
	around    map[*ssa.Function][]gate // held where a function is handed to unknown code
	alwaysAsk map[*ssa.Function][]question
	edges     []*Edge
	swaps     []*Edge
	writes    map[lockset.ID][]writing
	set       map[*types.Var][]setting // nil until asked
}

// A site is a call of a function of the package.
type site struct {
	fn     *ssa.Function // the caller
	callee *ssa.Function
	in     ssa.CallInstruction
	args   []ssa.Value
	held   []gate
}

// A writing is one place where a lock is taken for writing.
type writing struct {
	fn   *ssa.Function
	lock place.Place
	in   ssa.CallInstruction
	held []gate
}

// Find returns the Cycles of a package, one for each two locks.
func Find(pkg *ssafn.Package) []Cycle {
	if !mayNest(pkg) {
		return nil
	}
	places := place.NewResolver(pkg.Funcs)
	f := &finder{
		pkg:       pkg,
		places:    places,
		locks:     new(lockset.Maker).Of(places, pkg),
		scanned:   make(map[*ssa.Function]*summary),
		callers:   make(map[*ssa.Function][]*site),
		taken:     make(map[*ssa.Function]bool),
		reach:     newReach(pkg.SSA.Pkg),
		declares:  declarations(pkg.SSA.Pkg),
		always:    make(map[*ssa.Function][]gate),
		around:    make(map[*ssa.Function][]gate),
		alwaysAsk: make(map[*ssa.Function][]question),
		writes:    make(map[lockset.ID][]writing),
	}
	funcs := slices.DeleteFunc(slices.Clone(pkg.Funcs), inTest)
	for _, fn := range funcs {
		f.noteValues(fn)
	}
	for _, fn := range funcs {
		f.scan(fn)
	}
	return f.cycles()
}

func (f *finder) cycles() []Cycle {
	byPair := make(map[[2]lockset.ID][]*Edge)
	for _, e := range f.edges {
		e.view = f.viewOf(e.Held.Lock, e.Wants.Lock)
		k := [2]lockset.ID{lockset.IDOf(e.Held.Lock), lockset.IDOf(e.Wants.Lock)}
		byPair[k] = append(byPair[k], e)
	}
	found := make(map[[2]lockset.ID]bool)
	var out []Cycle
	for _, e := range f.edges { // in the order of the source
		k := [2]lockset.ID{lockset.IDOf(e.Held.Lock), lockset.IDOf(e.Wants.Lock)}
		back := [2]lockset.ID{k[1], k[0]}
		if found[k] || len(byPair[back]) == 0 {
			continue
		}
		found[k], found[back] = true, true
		if c, ok := f.best(byPair[k], byPair[back]); ok {
			out = append(out, c)
		}
	}
	out = append(out, f.swapCycles()...)
	slices.SortFunc(out, func(a, b Cycle) int { return cmp.Compare(a.Pos(), b.Pos()) })
	return out
}

const maxPairs = 400

// best is the Cycle that is easiest to understand.
func (f *finder) best(forth, back []*Edge) (Cycle, bool) {
	var found Cycle
	least, tried := -1, 0
	for _, a := range forth {
		for _, b := range back {
			if tried++; tried > maxPairs {
				return found, least >= 0
			}
			c, ok := f.match(a, b)
			if !ok {
				continue
			}
			if cost := c.cost(); least < 0 || cost < least {
				found, least = c, cost
			}
		}
	}
	if least >= 0 && found.Second.Wants.At.Pos() < found.First.Wants.At.Pos() {
		found.First, found.Second = found.Second, found.First
	}
	return found, least >= 0
}

// cost is how much there is to understand: a writer in between, and calls.
func (c Cycle) cost() int {
	n := 4 * len(c.Writers)
	for _, e := range []*Edge{c.First, c.Second} {
		n += len(e.Held.Via) + len(e.Wants.Via)
	}
	return n
}

// Pos is where the finding belongs: where the first function waits.
func (c Cycle) Pos() token.Pos { return c.First.Wants.At.Pos() }

// match reports whether the two edges, of opposite direction, are a Cycle.
func (f *finder) match(a, b *Edge) (Cycle, bool) {
	how, ok := f.related(a, b)
	if !ok {
		return Cycle{}, false
	}
	if again(a) || again(b) || f.never(a) || f.never(b) || f.contradict(a, b) || f.apart(a, b) || f.apart(b, a) || f.takenOut(a) || f.takenOut(b) || f.gated(a, b) || !f.atOnce(a, b) || !f.called(a) || !f.called(b) {
		return Cycle{}, false
	}
	writers, ok := f.blocks(a, b)
	if !ok {
		return Cycle{}, false
	}
	return Cycle{First: a, Second: b, Writers: writers, How: how}, true
}

// again reports an edge that takes a lock with one of the same kind held already:
// mostly the same, so that it takes care not to get there.
func again(e *Edge) bool {
	return among(e.gates, gate{lock: e.Wants.Lock})
}

// blocks reports whether each of the two waits for what the other holds. Two
// readers do when a writer waits in between.
func (f *finder) blocks(a, b *Edge) ([]ssa.CallInstruction, bool) {
	var writers []ssa.CallInstruction
	for _, pair := range [][2]*Edge{{a, b}, {b, a}} {
		wants, holds := pair[0].Wants, pair[1].Held
		if (wants.Mode|holds.Mode)&lockset.Write != 0 {
			continue
		}
		w := f.writer(wants.Lock, a, b)
		if w == nil {
			return nil, false
		}
		writers = append(writers, w)
	}
	return writers, true
}
