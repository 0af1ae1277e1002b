package racelabels

import (
	"fmt"
	"maps"
	"os/exec"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// How many functions of each sort the packages of escape must have at least that
// running can prove.
const (
	minEscapePositives = 45
	minEscapeNegatives = 70
)

// TestEscapeLabels proves the labels of pools and atomics.
func TestEscapeLabels(t *testing.T) {
	if testing.Short() {
		t.Skip("builds and runs the labelled packages")
	}
	needsRaceDetector(t)
	ws := newWorkspace(t, "escape", "atomics", "pools")
	ws.build(t)
	all := load(t, ws)
	markReached(t, ws, all)
	countEscape(t, all)
	narrow := ws.buildNarrow(t)
	byPackage := make(map[string][]*function)
	for _, fn := range all {
		byPackage[fn.pkg] = append(byPackage[fn.pkg], fn)
	}
	for pkg, fns := range byPackage {
		out, err := ws.hammer(pkg, "-test.run=^TestSafe_")
		require.NoError(t, err, out)
		require.NotContains(t, out, "DATA RACE")
		hammers, err := ws.hammer(pkg, "-test.list=^Test")
		require.NoError(t, err, hammers)
		left := hammersIn(hammers)
		for _, fn := range fns {
			for _, l := range fn.labels {
				name := hammerOf(left, fn, l)
				if !assert.NotEmpty(t, name, "no hammer proves %s at %s:%d", l.kinds[0], fn.file, l.line) {
					continue
				}
				left[name] = true
				t.Run(fmt.Sprintf("%s:%d", name, l.line), func(t *testing.T) {
					t.Parallel()
					proveLabel(t, ws, fn, l, name, narrow)
				})
			}
		}
		for _, name := range slices.Sorted(maps.Keys(left)) {
			assert.True(t, left[name] || strings.HasPrefix(name, "TestSafe_"), "%s has no label", name)
		}
	}
}

// hammersIn are the names that a test binary lists, none of them used yet.
func hammersIn(out string) map[string]bool {
	names := make(map[string]bool)
	for name := range strings.FieldsSeq(out) {
		if strings.HasPrefix(name, "Test") {
			names[name] = false
		}
	}
	return names
}

// ways are how a label of a kind is proved, the first that there is a hammer for.
var ways = map[string][]string{
	"atomic-mixed":       {"TestRace_"},
	"atomic-local":       {"TestLost_", "TestArrives_"},
	"atomic-width":       {"TestPanics_", "TestLost_"},
	"pool-use-after-put": {"TestRace_", "TestArrives_", "TestLost_"},
	"pool-foreign":       {"TestArrives_", "TestLost_"},
	"pool-no-reset":      {"TestLost_"},
	"pool-value":         {"TestLost_"},
}

func hammerOf(names map[string]bool, fn *function, l label) string {
	for _, prefix := range ways[l.kinds[0]] {
		if _, ok := names[prefix+fn.name]; ok {
			return prefix + fn.name
		}
	}
	return ""
}

func proveLabel(t *testing.T, ws *workspace, fn *function, l label, name string, narrow bool) {
	t.Helper()
	what, _, _ := strings.Cut(name, "_")
	switch {
	case what == "TestRace":
		races(t, ws, fn, lineOf(fmt.Sprintf("/%s/%s:%d", fn.pkg, fn.file, l.line)))
	case what == "TestArrives":
		racesIn(t, ws, fn.pkg, []string{"-test.run=^" + name + "$"}, regexp.MustCompile("DATA RACE"))
	case what == "TestPanics" && !narrow:
		t.Skip("this machine does not run programs for 386")
	case what == "TestPanics":
		out, err := ws.run(ws.path("src", ws.class, fn.pkg), ws.path("bin386", fn.pkg+".test"), "-test.v", "-test.run=^"+name+"$")
		require.NoError(t, err, out)
		require.Contains(t, out, "--- PASS: "+name)
	default:
		out, err := ws.hammer(fn.pkg, "-test.run=^"+name+"$")
		require.NoError(t, err, out)
		require.Contains(t, out, "--- PASS: "+name)
	}
}

// buildNarrow builds for a system of 32 bits, where this machine runs that.
func (ws *workspace) buildNarrow(t *testing.T) bool {
	t.Helper()
	if runtime.GOOS != "linux" || runtime.GOARCH != "amd64" {
		return false
	}
	host := ws.env
	defer func() { ws.env = host }()
	ws.env = append(slices.Clone(host), "GOARCH=386", "CGO_ENABLED=0")
	args := []string{"test", "-vet=off", "-c", "-o", ws.path("bin386") + "/", "./" + ws.class + "/atomics"}
	out, err := ws.run(ws.path("src"), "go", args...)
	require.NoError(t, err, out)
	return exec.Command(ws.path("bin386", "atomics.test"), "-test.list=none").Run() == nil
}

// countEscape counts what is labelled, and what looks like it and runs clean.
func countEscape(t *testing.T, all []*function) {
	t.Helper()
	positives, negatives := 0, 0
	kinds := make(map[string]int)
	for _, fn := range all {
		for _, l := range fn.labels {
			positives++
			kinds[l.kinds[0]]++
		}
		if len(fn.labels) == 0 && fn.reached {
			negatives++
		}
	}
	t.Logf("%d positives %v, %d negatives", positives, kinds, negatives)
	assert.GreaterOrEqual(t, positives, minEscapePositives)
	assert.GreaterOrEqual(t, negatives, minEscapeNegatives)
}
