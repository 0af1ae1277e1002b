package leaklabels

import (
	"bytes"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/govlint/govlint/analyzers/goroutineleak"
)

// minFixed is how many positives must be cured by the fixes they get.
const minFixed = 25

// TestFixes makes the fixes of the labelled packages, and runs the cases of the
// functions that were fixed again: now nothing may stay. Then nothing is left to
// fix.
func TestFixes(t *testing.T) {
	if testing.Short() {
		t.Skip("builds std for the experiment and runs the fixed packages")
	}
	ws := newWorkspace(t)
	fixed := ws.fix(t, load(t))
	ws.build(t)
	cured := 0
	for _, c := range ws.cases(t) {
		if !fixed[c.Package+"."+c.Name] {
			continue
		}
		cured++
		t.Run(c.Package+"/"+c.Name, func(t *testing.T) {
			t.Parallel()
			out, err := ws.run(time.Minute, ws.path("leaks"), "-fixed", c.Package+"."+c.Name)
			require.NoError(t, err, out)
		})
	}
	t.Logf("%d positives fixed", cured)
	assert.GreaterOrEqual(t, cured, minFixed)
	ws.removeDrivers(t) // what calls a function twice is no caller that a user has
	for _, result := range findings(t, ws.dir) {
		for _, d := range result.Action.Diagnostics {
			assert.Empty(t, d.SuggestedFixes, "%s: a fix after the fixes", result.Action.Package.Fset.Position(d.Pos))
		}
	}
}

// quiet is a test that wants are not held against.
type quiet struct{}

func (quiet) Errorf(string, ...any) {}

func findings(t *testing.T, dir string) []*analysistest.Result {
	t.Helper()
	dirs, err := filepath.Glob(filepath.Join(sources, "goroutineleak", "*"))
	require.NoError(t, err)
	var patterns []string
	for _, dir := range dirs {
		patterns = append(patterns, "goroutineleak/"+filepath.Base(dir))
	}
	return analysistest.Run(quiet{}, dir, goroutineleak.Analyzer, patterns...)
}

// fix makes the fixes in the workspace, and returns the functions of which no
// finding is left without one.
func (ws *workspace) fix(t *testing.T, all []*function) map[string]bool {
	t.Helper()
	abs, err := filepath.Abs(filepath.Dir(sources))
	require.NoError(t, err)
	fixed, left := make(map[string]bool), make(map[string]bool)
	for _, result := range findings(t, abs) {
		fset := result.Action.Package.Fset
		edits := make(map[string][]analysis.TextEdit)
		for _, d := range result.Action.Diagnostics {
			at := fset.Position(d.Pos)
			file := filepath.Base(filepath.Dir(at.Filename)) + "/" + filepath.Base(at.Filename)
			name := ""
			for _, fn := range all {
				if fn.file == file && fn.first <= at.Line && at.Line <= fn.last {
					name = fn.pkg + "." + fn.name
				}
			}
			if len(d.SuggestedFixes) == 0 {
				left[name] = true
				continue
			}
			fixed[name] = true
			edits[at.Filename] = append(edits[at.Filename], d.SuggestedFixes[0].TextEdits...)
		}
		for name, list := range edits {
			to := ws.path("src", "goroutineleak", filepath.Base(filepath.Dir(name)), filepath.Base(name))
			ws.edit(t, fset, name, to, list)
		}
	}
	for name := range left {
		delete(fixed, name)
	}
	return fixed
}

func (ws *workspace) removeDrivers(t *testing.T) {
	t.Helper()
	files, err := filepath.Glob(ws.path("src", "goroutineleak", "*", "driver.go"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		require.NoError(t, os.Remove(file))
	}
}

func (ws *workspace) edit(t *testing.T, fset *token.FileSet, from, to string, edits []analysis.TextEdit) {
	t.Helper()
	text, err := os.ReadFile(from)
	require.NoError(t, err)
	slices.SortFunc(edits, func(x, y analysis.TextEdit) int { return int(y.Pos - x.Pos) })
	for _, e := range edits {
		file := fset.File(e.Pos)
		text = append(append(bytes.Clone(text[:file.Offset(e.Pos)]), e.NewText...), text[file.Offset(e.End):]...)
	}
	require.NoError(t, os.WriteFile(to, text, 0o600))
}
