// Package lockset finds the locks that are held at each instruction.
//
// Lattice: for every lock three facts, joined separately where paths meet.
// Must (held on every path, meet is intersection, read and write apart), May
// (held on some path, meet is union), Killed (a lock of the caller that was
// given up on some path, meet is union). Flow-sensitive inside a function;
// callees of the package enter by what they acquire and release, with their
// parameters replaced by the call's arguments. A deferred call counts at the
// function's exit.
//
// Locks are Places, so two elements of one slice are one lock; who compares
// locks of different functions compares their last field.
//
// Blind spots: locks taken by code of other packages, except methods named
// like sync.Locker's; lock and unlock through function values that are not
// visibly one function; conditions that decide both lock and unlock (then the
// lock is in May, not in Must).
package lockset

import (
	"reflect"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/place"
	"github.com/govlint/govlint/internal/ssafn"
)

var Analyzer = &analysis.Analyzer{
	Name:       "lockset",
	Doc:        "find the locks held at each instruction",
	Requires:   []*analysis.Analyzer{ssafn.Analyzer},
	ResultType: reflect.TypeFor[*Maker](),
	Run: func(pass *analysis.Pass) (any, error) {
		return new(Maker), nil
	},
}

// A Maker makes the Locks of its package for a Resolver.
type Maker struct{}

// Mode tells how a lock is held.
type Mode uint8

const (
	Read  Mode = 1 << iota // RLock
	Write                  // Lock
)

// Held is what is known of one lock at one instruction.
type Held struct {
	Lock   place.Place
	Must   Mode // held so on every path here
	May    Mode // held so on some path here
	Killed bool // a caller's hold on it was given up on some path here
}

// A State is the set of locks known at one instruction. It is immutable.
type State []Held

// ID is what a lock has in common in all functions of a package: the last
// field or package-level variable, or the local variable itself.
type ID any

// IDOf is the ID of the lock at p.
func IDOf(p place.Place) ID {
	if c := p.Class(); c != nil {
		return c
	}
	return p.Root
}

// Find is what s knows of the lock at p.
func (s State) Find(p place.Place) Held {
	for _, h := range s {
		if h.Lock == p {
			return h
		}
	}
	return Held{Lock: p}
}

func (s State) with(h Held) State {
	out := make(State, 0, len(s)+1)
	found := false
	for _, x := range s {
		if x.Lock != h.Lock {
			out = append(out, x)
			continue
		}
		found = true
		if h.Must|h.May != 0 || h.Killed {
			out = append(out, h)
		}
	}
	if !found && (h.Must|h.May != 0 || h.Killed) {
		out = append(out, h)
	}
	return out
}

func (s State) acquire(p place.Place, m Mode, sure bool) State {
	h := s.Find(p)
	h.May |= m
	if sure {
		h.Must |= m
	}
	return s.with(h)
}

func (s State) release(p place.Place) State {
	h := s.Find(p)
	if h.May == 0 {
		h.Killed = true
	}
	h.Must, h.May = 0, 0
	return s.with(h)
}

// lattice joins States. Nil is the identity, an unreached point; a reached
// point with no locks is an empty, non-nil State.
type lattice struct{}

func (lattice) Ident() State { return nil }

func (lattice) Equals(a, b State) bool {
	if (a == nil) != (b == nil) || len(a) != len(b) {
		return false
	}
	for _, h := range a {
		if b.Find(h.Lock) != h {
			return false
		}
	}
	return true
}

func (lattice) Merge(a, b State) State {
	if a == nil {
		return b
	}
	if b == nil {
		return a
	}
	out := make(State, 0, len(a))
	for _, h := range a {
		o := b.Find(h.Lock)
		out = append(out, Held{h.Lock, h.Must & o.Must, h.May | o.May, h.Killed || o.Killed})
	}
	for _, o := range b {
		if h := a.Find(o.Lock); h == (Held{Lock: o.Lock}) {
			out = append(out, Held{o.Lock, 0, o.May, o.Killed})
		}
	}
	return out
}

// An Effect is what a call does to locks of the caller.
type Effect struct {
	Acquired State         // held when it returns and not before
	Released []place.Place // given up when it returns
}

func (e *Effect) empty() bool { return e == nil || len(e.Acquired)+len(e.Released) == 0 }

// Locks answers for the functions of one package. It is not safe for
// concurrent use.
type Locks struct {
	places  *place.Resolver
	effects map[*ssa.Function]*Effect
	flows   map[*ssa.Function]*flow
	busy    map[*ssa.Function]bool
	tables  map[ID]bool // lock tables
}

// Of prepares Locks over the places of a package.
func (*Maker) Of(places *place.Resolver, pkg *ssafn.Package) *Locks {
	l := &Locks{
		places:  places,
		effects: make(map[*ssa.Function]*Effect),
		flows:   make(map[*ssa.Function]*flow),
		busy:    make(map[*ssa.Function]bool),
		tables:  make(map[ID]bool),
	}
	l.findTables(pkg.Funcs)
	return l
}
