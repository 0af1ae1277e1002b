package place_test

import (
	"go/types"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/place"
	"github.com/govlint/govlint/internal/ssafn"
	"github.com/govlint/govlint/internal/ssafn/ssatest"
)

// TestOf compares the place of the argument of each call of here() with the
// comment on its line: its name and, behind a comma, its class when it has one.
func TestOf(t *testing.T) {
	pass, pkg := ssatest.Load(t, filepath.Join("testdata", "places.go"))
	places := place.NewResolver(pkg.Funcs)
	got := make(map[int]string)
	for call, arg := range heres(pkg) {
		p := places.Of(arg)
		text := places.Name(p)
		if c := p.Class(); c != nil {
			text += ", " + className(c)
		}
		got[pass.Fset.Position(call.Pos()).Line] = text
	}
	for line, want := range ssatest.Comments(t, pass, "place:") {
		assert.Equal(t, want, got[line], "places.go:%d", line)
	}
}

// TestSame looks at functions that call here() twice: the two places are the
// same if and only if the function's name begins with "same".
func TestSame(t *testing.T) {
	_, pkg := ssatest.Load(t, filepath.Join("testdata", "same.go"))
	places := place.NewResolver(pkg.Funcs)
	byFunc := make(map[string][]place.Place)
	for call, arg := range heres(pkg) {
		fn := call.Parent()
		for fn.Parent() != nil {
			fn = fn.Parent()
		}
		byFunc[fn.Name()] = append(byFunc[fn.Name()], places.Of(arg))
	}
	require.NotEmpty(t, byFunc)
	for name, found := range byFunc {
		require.Len(t, found, 2, name)
		assert.Equal(t, name[:4] == "same", found[0] == found[1], "%s: %v and %v", name, found[0], found[1])
	}
}

// heres are the calls of here() with the address or value they are given.
func heres(pkg *ssafn.Package) map[*ssa.Call]ssa.Value {
	out := make(map[*ssa.Call]ssa.Value)
	for _, fn := range pkg.Funcs {
		for _, b := range fn.Blocks {
			for _, in := range b.Instrs {
				call, ok := in.(*ssa.Call)
				if ok && call.Call.StaticCallee() != nil && call.Call.StaticCallee().Name() == "here" {
					out[call] = call.Call.Args[0]
				}
			}
		}
	}
	return out
}

func className(o types.Object) string {
	if v, ok := o.(*types.Var); ok && v.IsField() {
		return "field " + v.Name()
	}
	return "variable " + o.Name()
}
