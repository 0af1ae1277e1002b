package bound

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// A Class is how much is known about the number of values. Const < Bounded <
// Unknown < Unbounded, and a join is the greater of two.
type Class int

const (
	Const     Class = iota // the values in Set; none of them: no value gets here
	Bounded                // at most N
	Unknown                // nothing is known; never a reason to report
	Unbounded              // as many as a remote party, or chance, makes
)

// maxSet is the size up to which sets of constants are kept as such.
const maxSet = 64

// A Value is what is known about the values that an expression can take.
type Value struct {
	Class Class
	Set   []string // of a Const, sorted
	N     int      // of a Bounded
	Words string   // why it is bounded, or what an unbounded one is
	Live  bool     // of an Unbounded: there are as many as live objects
	// Claimed, of an Unbounded, says that only a comment tells what it is.
	Claimed bool
	Choice  bool    // of an Unbounded: only a setting lets it take the place of others
	Trail   *Trail  // the way of an unbounded one from its source
	Params  []Param // the parameters that go into it, which may be worse than Class
}

// A Param is a parameter that goes into a value, and its way there. With a
// Method, it is what that method of the parameter returns.
type Param struct {
	Param  *ssa.Parameter
	Method string
	Trail  *Trail
	Choice bool // as in Value
}

// A Trail is a way of a value, from the last step back to the source.
type Trail struct {
	Pos  token.Pos
	Text string
	Prev *Trail
}

// maxTrail is the number of steps that a witness shows.
const maxTrail = 12

// Steps are the steps of t from the source on.
func (t *Trail) Steps() []*Trail {
	var out []*Trail
	for ; t != nil && len(out) < maxTrail; t = t.Prev {
		out = append(out, t)
	}
	slices.Reverse(out)
	return out
}

func (t *Trail) then(pos token.Pos, text string) *Trail {
	if !pos.IsValid() || t != nil && t.Pos == pos && t.Text == text {
		return t
	}
	return &Trail{pos, text, t}
}

// onto is t behind the steps of before.
func (t *Trail) onto(before *Trail) *Trail {
	for i, step := range t.Steps() {
		if i == 0 && before != nil && before.Pos == step.Pos {
			continue
		}
		before = before.then(step.Pos, step.Text)
	}
	return before
}

var unknown = Value{Class: Unknown}

func bounded(n int, why string) Value { return Value{Class: Bounded, N: n, Words: why} }

// Count is the number of values of a Const or Bounded.
func (v Value) Count() int {
	if v.Class == Const {
		return len(v.Set)
	}
	return v.N
}

// none is the value of an expression that is still being looked at.
func (v Value) none() bool { return v.Class == Const && len(v.Set) == 0 && len(v.Params) == 0 }

func join(a, b Value) Value {
	switch {
	case a.none():
		return b
	case b.none():
		return a
	}
	out := a
	switch {
	case a.Class == Const && b.Class == Const:
		out.Set = union(a.Set, b.Set)
		if len(out.Set) > maxSet {
			out = bounded(len(out.Set), "constants")
		}
	case a.Class == Bounded && b.Class == Bounded && a.N == b.N && a.Words == b.Words && a.Words != "constants":
		// the same set, from two places
	case a.Class <= Bounded && b.Class <= Bounded:
		out = bounded(a.Count()+b.Count(), firstOf(a.Words, b.Words))
	case worse(b, a):
		out = b
	}
	out.Params = params(a, b)
	return out
}

// product is the value of a concatenation.
func product(a, b Value) Value {
	out := a
	switch {
	case a.Class == Const && b.Class == Const && len(a.Set)*len(b.Set) <= maxSet:
		out.Set = nil
		for _, x := range a.Set {
			for _, y := range b.Set {
				out.Set = union(out.Set, []string{x + y})
			}
		}
	case a.Class <= Bounded && b.Class <= Bounded:
		out = bounded(min(max(a.Count(), 1)*max(b.Count(), 1), 1<<30), firstOf(a.Words, b.Words))
	case worse(b, a):
		out = b
	}
	out.Params = params(a, b)
	return out
}

// worse reports whether a takes more values than b.
func worse(a, b Value) bool {
	if a.Class == Unbounded && b.Class == Unbounded {
		if a.Choice != b.Choice {
			return b.Choice
		}
		return b.Live && !a.Live || b.Claimed && !a.Claimed
	}
	return a.Class > b.Class
}

func union(a, b []string) []string {
	out := slices.Concat(a, b)
	slices.Sort(out)
	return slices.Compact(out)
}

func params(a, b Value) []Param {
	out := slices.Clone(a.Params)
	for _, p := range b.Params {
		i := slices.IndexFunc(out, func(q Param) bool { return q.Param == p.Param && q.Method == p.Method })
		switch {
		case i < 0:
			out = append(out, p)
		case out[i].Choice && !p.Choice:
			out[i] = p
		}
	}
	return out
}

// byChoice is v where a setting decides whether it gets there.
func (v Value) byChoice() Value {
	v.Choice = v.Class == Unbounded
	v.Params = slices.Clone(v.Params)
	for i := range v.Params {
		v.Params[i].Choice = true
	}
	return v
}

// wild reports a value that is unbounded, or may be for some caller.
func (v Value) wild() bool { return v.Class == Unbounded || len(v.Params) > 0 }

func firstOf(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// step is v one step further.
func (v Value) step(pos token.Pos, text string) Value {
	if v.Class == Unbounded {
		v.Trail = v.Trail.then(pos, text)
	}
	ps := slices.Clone(v.Params)
	for i := range ps {
		ps[i].Trail = ps[i].Trail.then(pos, text)
	}
	v.Params = ps
	return v
}
