package labelcard

import (
	"slices"
	"strings"

	"github.com/govlint/govlint/internal/bound"
)

// A Count is how many values a label takes, and why: the union of what all uses
// give it. It is a lower bound when it is open.
type Count struct {
	Values  []string       `json:"values,omitempty"` // sorted
	Groups  map[string]int `json:"groups,omitempty"` // sets of known size, by what bounds them
	Open    bool           `json:"open,omitempty"`   // some value is not known
	Endless string         `json:"endless,omitempty"`
}

// N is the number of values, at least one.
func (n *Count) N() int {
	sum := len(n.Values)
	for _, k := range n.Groups {
		sum = min(sum+k, maxSeries)
	}
	return max(sum, 1)
}

// Unused reports a count to which nothing was added but that it is open.
func (n *Count) Unused() bool { return len(n.Values) == 0 && len(n.Groups) == 0 && n.Endless == "" }

// known reports a count that is no lower bound.
func (n *Count) known() bool { return !n.Open && n.Endless == "" }

// maxSeries ends the growth of a product.
const maxSeries = 1 << 40

// Add makes n the union of both.
func (n *Count) Add(other *Count) {
	n.Values = slices.Concat(n.Values, other.Values)
	slices.Sort(n.Values)
	n.Values = slices.Compact(n.Values)
	for why, k := range other.Groups {
		n.group(why, k)
	}
	n.Open = n.Open || other.Open
	if n.Endless == "" {
		n.Endless = other.Endless
	}
}

func (n *Count) group(why string, k int) {
	if n.Groups == nil {
		n.Groups = make(map[string]int)
	}
	n.Groups[why] = max(n.Groups[why], k)
}

// Why says what bounds the values.
func (n *Count) Why() string {
	if n.Endless != "" {
		return n.Endless
	}
	var out []string
	if len(n.Values) > 0 {
		out = append(out, plural(len(n.Values), "constant"))
	}
	out = append(out, sortedKeys(n.Groups)...)
	if n.Open {
		out = append(out, "values from elsewhere")
	}
	return strings.Join(out, ", ")
}

// counted is how many values v can take, where the parameters that go into it
// take what the callers in this package give them.
func (c *checker) counted(v bound.Value) *Count { return c.countedDeep(v, 0) }

func (c *checker) countedDeep(v bound.Value, depth int) *Count {
	out := &Count{}
	switch v.Class {
	case bound.Const:
		out.Values = slices.Clone(v.Set)
		out.Open = len(v.Set) == 0 && len(v.Params) == 0
	case bound.Bounded:
		out.group(v.Words, v.N)
	case bound.Unknown:
		out.Open = true
	case bound.Unbounded:
		out.Endless = v.Words
	}
	for _, p := range v.Params {
		c.countArguments(out, &p, depth)
	}
	return out
}

// maxCallers limits through how many functions a parameter is followed.
const maxCallers = 6

func (c *checker) countArguments(out *Count, p *bound.Param, depth int) {
	fn := p.Param.Parent()
	n := slices.Index(fn.Params, p.Param)
	calls := c.bound.Callers(fn)
	if n < 0 || depth >= maxCallers || len(calls) == 0 {
		out.Open = true
		return
	}
	if c.bound.Open(fn) {
		out.Open = true
	}
	for _, call := range calls {
		if args := call.Common().Args; n < len(args) && !c.inTest(call.Pos()) {
			out.Add(c.countedDeep(c.bound.Passed(args[n], p.Method, call.Block()), depth+1))
		}
	}
}
