package spawn_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/place"
	"github.com/govlint/govlint/internal/spawn"
	"github.com/govlint/govlint/internal/ssafn"
	"github.com/govlint/govlint/internal/ssafn/ssatest"
)

func load(t *testing.T, file string) (*analysis.Pass, *ssafn.Package, *spawn.Spawns) {
	t.Helper()
	pass, pkg := ssatest.Load(t, filepath.Join("testdata", file))
	return pass, pkg, new(spawn.Maker).Of(place.NewResolver(pkg.Funcs))
}

// TestSites compares what starts a goroutine with the comment on its line: how
// what is started runs, and "many" when it can run at once with itself. A line
// without one must start nothing.
func TestSites(t *testing.T) {
	pass, pkg, spawns := load(t, "sites.go")
	got := make(map[int]string)
	for _, fn := range pkg.Funcs {
		for _, site := range spawns.Sites(fn) {
			text := string(site.Runs)
			if site.SelfConcurrent() {
				text += ", many"
			}
			pos := site.Instr.Pos()
			if !pos.IsValid() {
				pos = site.Fn.Pos() // of a literal that goes somewhere
			}
			got[pass.Fset.Position(pos).Line] = text
		}
	}
	assert.Equal(t, ssatest.Comments(t, pass, "starts:"), got)
}

// TestJoins compares what waits for goroutines with the lines that say so.
func TestJoins(t *testing.T) {
	pass, pkg, spawns := load(t, "joins.go")
	got := make(map[int]string)
	for _, fn := range pkg.Funcs {
		for _, b := range fn.Blocks {
			for _, in := range b.Instrs {
				if spawns.Joins(in) {
					got[pass.Fset.Position(in.Pos()).Line] = ""
				}
			}
		}
	}
	assert.Equal(t, ssatest.Comments(t, pass, "joins"), got)
}

// TestOrdered looks at functions that call here() once in what they start, and
// once themselves after they have started it: the first call happens before
// the second if and only if the function's name begins with "ordered".
func TestOrdered(t *testing.T) {
	_, pkg, spawns := load(t, "order.go")
	checked := 0
	for _, fn := range pkg.Funcs {
		first, _, named := strings.Cut(fn.Name(), "_")
		if !named || fn.Parent() != nil {
			continue
		}
		require.Contains(t, []string{"ordered", "free"}, first)
		sites := spawns.Sites(fn)
		require.Len(t, sites, 1, fn.Name())
		theirs, ours := here(t, sites[0].Fn), here(t, fn)
		after := append(spawns.After(theirs), sites[0].End()...)
		before := spawns.Before(sites[0].Instr, ours, nil)
		assert.Equal(t, first == "ordered", spawn.Ordered(after, before), "%s: after %v, before %v", fn.Name(), after, before)
		checked++
	}
	require.NotZero(t, checked)
}

// here is the one call of here() in fn.
func here(t *testing.T, fn *ssa.Function) ssa.Instruction {
	t.Helper()
	var found []ssa.Instruction
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			if call, ok := in.(*ssa.Call); ok && call.Call.StaticCallee() != nil && call.Call.StaticCallee().Name() == "here" {
				found = append(found, call)
			}
		}
	}
	require.Len(t, found, 1, fn.Name())
	return found[0]
}
