package racelabels

import (
	"encoding/json"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/govlint/govlint/internal/finding"
)

// minFixed is how many of the labelled functions must be offered a fix.
const minFixed = 40

// TestFixes applies every fix that is offered for the labelled packages. Then
// what was racy must pass its own hammer under the race detector, what was safe
// must still be safe, and a second run must have nothing more to fix.
func TestFixes(t *testing.T) {
	if testing.Short() {
		t.Skip("builds and runs all labelled packages")
	}
	needsRaceDetector(t)
	ws := newWorkspace(t, "maprace")
	all := load(t, ws)
	tool := ws.path("govlint")
	out, err := exec.Command("go", "build", "-o", tool, "../../cmd/govlint").CombinedOutput()
	require.NoError(t, err, string(out))

	fixed := offered(t, ws, tool)
	out2, err := ws.run(ws.path("src"), tool, "-checks=maprace", "-fix", "./maprace/...")
	require.Error(t, err, "some findings have no fix") // exit code 1
	require.NotContains(t, out2, "left for the next run")
	unformatted, err := ws.run(ws.path("src", "maprace"), "gofmt", "-l", ".")
	require.NoError(t, err)
	require.Empty(t, unformatted)
	require.Empty(t, offered(t, ws, tool), "a second run offers fixes")
	ws.build(t)

	byPackage := make(map[string][]*function)
	mended := 0
	for _, fn := range all {
		byPackage[fn.pkg] = append(byPackage[fn.pkg], fn)
		if fixes := fixed[filepath.Join(fn.pkg, fn.file)]; len(fn.labels) > 0 && everyLabel(fn, fixes) {
			mended++
			t.Run(fn.pkg+"/"+fn.name, func(t *testing.T) {
				t.Parallel()
				out, err := ws.hammer(fn.pkg, append(raceArgs(fn), "-test.count=5")...)
				require.NoError(t, err, out)
			})
		}
	}
	for pkg, fns := range byPackage {
		t.Run(pkg+"/safe", func(t *testing.T) {
			t.Parallel()
			checkSafe(t, ws, pkg, fns)
		})
	}
	t.Logf("%d functions mended", mended)
	require.GreaterOrEqual(t, mended, minFixed)
}

// offered lists the lines of the findings that have a fix, by package and file.
func offered(t *testing.T, ws *workspace, tool string) map[string][]int {
	t.Helper()
	out, _ := ws.run(ws.path("src"), tool, "-checks=maprace", "-f=json", "./maprace/...")
	lines := make(map[string][]int)
	for line := range strings.Lines(out) {
		if !strings.HasPrefix(line, "{") {
			continue
		}
		var f finding.Finding
		require.NoError(t, json.Unmarshal([]byte(line), &f))
		if len(f.Fixes) > 0 {
			dir, file := filepath.Split(f.Location.File)
			key := filepath.Join(filepath.Base(dir), file)
			lines[key] = append(lines[key], f.Location.Line)
		}
	}
	return lines
}

// everyLabel reports whether each label of fn has a line among lines.
func everyLabel(fn *function, lines []int) bool {
	return !slices.ContainsFunc(fn.labels, func(l label) bool { return !slices.Contains(lines, l.line) })
}
