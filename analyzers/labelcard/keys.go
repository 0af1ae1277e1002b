package labelcard

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/bound"
	"github.com/govlint/govlint/internal/catalog"
)

// enterKeyed looks at a value with an OpenCensus key before it, or at a list of
// keys and values. It reports whether there is one.
func (c *checker) enterKeyed(call ssa.CallInstruction, arg ssa.Value, u use) bool {
	row := paramOf(call.Common(), arg)
	if !isContainer(arg.Type()) {
		if n := slices.Index(call.Common().Args, arg); n > 0 && isKey(call.Common().Args[n-1]) {
			u.label = c.keyText(call.Common().Args[n-1])
			u.value, u.pos = c.bound.At(arg, call.Block()), c.written(call, row, 0)
			c.judge(u)
			return true
		}
		return false
	}
	elements := c.bound.Elements(arg)
	keyed := false
	for i, el := range elements {
		if i == 0 || isKey(el.Value) || !isKey(elements[i-1].Value) {
			continue
		}
		keyed = true
		part := u
		part.label = c.keyText(elements[i-1].Value)
		part.value, part.pos = c.bound.ElementAt(el), el.Pos
		if !part.pos.IsValid() {
			part.pos = c.written(call, row, el.Index)
		}
		c.judge(part)
	}
	return keyed
}

func isKey(v ssa.Value) bool {
	if made, ok := v.(*ssa.MakeInterface); ok {
		v = made.X
	}
	return types.TypeString(v.Type(), nil) == "go.opencensus.io/tag.Key"
}

// keyText is the name that a key was made with.
func (c *checker) keyText(v ssa.Value) string {
	v = c.bound.Single(v)
	if ex, ok := v.(*ssa.Extract); ok {
		v = ex.Tuple
	}
	call, ok := v.(*ssa.Call)
	if !ok {
		return ""
	}
	callee := bound.Callee(call.Common())
	if callee == nil || catalog.NewMetrics()[callee.FullName()].Type != "key" {
		return ""
	}
	name, _ := c.bound.Text(argument(call.Common(), catalog.NewMetrics()[callee.FullName()].Parts["name"].Arg))
	return name
}
