package lockset_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/lockset"
	"github.com/govlint/govlint/internal/place"
	"github.com/govlint/govlint/internal/ssafn/ssatest"
)

// TestStates compares the locks known at each call of here() with the comment
// on its line: "must a.mu, may b.mu(r)", or "none".
func TestStates(t *testing.T) {
	files, err := filepath.Glob("testdata/*.go")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) { compare(t, file) })
	}
}

func compare(t *testing.T, file string) {
	pass, pkg := ssatest.Load(t, file)
	locks := new(lockset.Maker).Of(place.NewResolver(pkg.Funcs), pkg)

	got := make(map[int]string)
	for _, fn := range pkg.Funcs {
		locks.Walk(fn, func(in ssa.Instruction, s lockset.State) {
			call, ok := in.(ssa.CallInstruction)
			if !ok || call.Common().StaticCallee() == nil || call.Common().StaticCallee().Name() != "here" {
				return
			}
			if d, ok := in.(*ssa.Defer); ok {
				s = locks.AtExit(d)
			}
			got[pass.Fset.Position(in.Pos()).Line] = describe(s)
		})
	}
	for line, w := range ssatest.Comments(t, pass, "held:") {
		if got[line] != w {
			t.Errorf("%s:%d: got %q, want %q", filepath.Base(file), line, got[line], w)
		}
	}
}

func describe(s lockset.State) string {
	var parts []string
	add := func(word string, h lockset.Held, m lockset.Mode) {
		text := word + " " + h.Lock.String()
		if m == lockset.Read {
			text += "(r)"
		}
		parts = append(parts, text)
	}
	for _, h := range s {
		switch {
		case h.Must != 0:
			add("must", h, h.Must)
		case h.May != 0:
			add("may", h, h.May)
		}
	}
	if len(parts) == 0 {
		return "none"
	}
	slices.Sort(parts)
	return strings.Join(parts, ", ")
}
