package racelabels

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// How many functions of each sort the data must have at least.
const (
	minPositives = 70
	minNegatives = 90
)

// attempts is how often a hammer is run until the race detector has seen the
// race. It needs one run in most cases and the least certain hammer fails in one
// of four.
const attempts = 10

func TestLabels(t *testing.T) {
	if testing.Short() {
		t.Skip("builds and runs all labelled packages")
	}
	needsRaceDetector(t)
	ws := newWorkspace(t, "maprace")
	ws.build(t)
	all := load(t, ws)
	markReached(t, ws, all)
	count(t, all)

	byPackage := make(map[string][]*function)
	for _, fn := range all {
		byPackage[fn.pkg] = append(byPackage[fn.pkg], fn)
	}
	for pkg, fns := range byPackage {
		t.Run(pkg, func(t *testing.T) {
			t.Run("safe", func(t *testing.T) {
				t.Parallel()
				checkSafe(t, ws, pkg, fns)
			})
			for _, fn := range fns {
				for _, l := range fn.labels {
					t.Run(fmt.Sprintf("%s:%d", fn.name, l.line), func(t *testing.T) {
						t.Parallel()
						checkLabel(t, ws, fn, l)
					})
				}
			}
			checkHammers(t, ws, pkg, fns)
		})
	}
}

// count fails when the data is too small or a map-accessing function is neither
// labelled nor reached by a hammer.
func count(t *testing.T, all []*function) {
	t.Helper()
	positives, negatives := 0, 0
	kinds := make(map[string]int)
	for _, fn := range all {
		for _, l := range fn.labels {
			positives++
			kinds[l.kinds[0]]++
		}
		if fn.maps && len(fn.labels) == 0 && (fn.reached || fn.inTest) {
			negatives++
		}
	}
	t.Logf("%d positives %v, %d negatives", positives, kinds, negatives)
	assert.GreaterOrEqual(t, positives, minPositives)
	assert.GreaterOrEqual(t, negatives, minNegatives)
	for _, kind := range []string{"unguarded", "inconsistent-guard", "rlock-write", "leaked-ref", "lock-upgrade", "check-then-act"} {
		assert.NotZero(t, kinds[kind], "no positive of the kind %s", kind)
	}
}

// checkSafe runs everything that has no label and expects silence.
func checkSafe(t *testing.T, ws *workspace, pkg string, fns []*function) {
	t.Helper()
	tests, benchmarks := []string{"TestSafe_.*"}, []string{"none"}
	for _, fn := range fns {
		switch {
		case len(fn.labels) > 0 || !fn.inTest:
		case strings.HasPrefix(fn.name, "Test"):
			tests = append(tests, fn.name)
		case strings.HasPrefix(fn.name, "Benchmark"):
			benchmarks = append(benchmarks, fn.name)
		}
	}
	out, err := ws.hammer(pkg, "-test.run="+anyOf(tests), "-test.bench="+anyOf(benchmarks), "-test.benchtime=200x")
	require.NoError(t, err, out)
	require.NotContains(t, out, "DATA RACE")
	require.Contains(t, out, "--- PASS")
}

// checkLabel runs the hammer of one label and expects what its kind promises.
func checkLabel(t *testing.T, ws *workspace, fn *function, l label) {
	t.Helper()
	place := fmt.Sprintf("/%s/%s:%d", fn.pkg, fn.file, l.line)
	switch l.kinds[0] {
	case "lock-upgrade":
		out, err := ws.hammer(fn.pkg, "-test.run=^TestDeadlock_"+fn.name+"$")
		require.NoError(t, err, out)
		require.Regexp(t, lineOf(place), out)
	case "check-then-act":
		out, err := ws.hammer(fn.pkg, "-test.run=^TestLost_"+fn.name+"$")
		require.NoError(t, err, out)
		require.Contains(t, out, "--- PASS: TestLost_"+fn.name)
	case "leaked-ref":
		// The race is where the map arrives, which the label does not say.
		races(t, ws, fn, regexp.MustCompile("DATA RACE"))
	default:
		races(t, ws, fn, lineOf(place))
	}
}

// lineOf matches a position, and not one whose line only begins alike.
func lineOf(place string) *regexp.Regexp {
	return regexp.MustCompile(regexp.QuoteMeta(place) + `\b`)
}

// races runs the hammer of a function until a race is reported whose report
// matches.
func races(t *testing.T, ws *workspace, fn *function, report *regexp.Regexp) {
	t.Helper()
	racesIn(t, ws, fn.pkg, raceArgs(fn), report)
}

func racesIn(t *testing.T, ws *workspace, pkg string, args []string, report *regexp.Regexp) {
	t.Helper()
	var out string
	for range attempts {
		out, _ = ws.hammer(pkg, args...)
		if strings.Contains(out, "DATA RACE") && report.MatchString(out) {
			return
		}
	}
	t.Errorf("no race at %v:\n%s", report, out)
}

func raceArgs(fn *function) []string {
	switch {
	case !fn.inTest:
		return []string{"-test.run=^TestRace_" + fn.name + "$"}
	case strings.HasPrefix(fn.name, "Benchmark"):
		return []string{"-test.run=^$", "-test.bench=^" + fn.name + "$", "-test.benchtime=20000x"}
	default:
		return []string{"-test.run=^" + fn.name + "$", "-test.count=300", "-test.parallel=8"}
	}
}

// checkHammers fails for a hammer without a label and for a function that
// accesses a map and is neither safe, nor labelled, nor used by another's hammer.
func checkHammers(t *testing.T, ws *workspace, pkg string, fns []*function) {
	t.Helper()
	out, err := ws.hammer(pkg, "-test.list=^Test(Race|Deadlock|Lost)_")
	require.NoError(t, err, out)
	for name := range strings.FieldsSeq(out) {
		_, target, _ := strings.Cut(name, "_")
		labelled := slices.ContainsFunc(fns, func(fn *function) bool { return fn.name == target && len(fn.labels) > 0 })
		assert.True(t, labelled, "%s has no label", name)
	}
	source, err := os.ReadFile(ws.path("src", ws.class, pkg, hammer))
	if os.IsNotExist(err) {
		return // all of the package is tests, which hammer themselves
	}
	require.NoError(t, err)
	for _, fn := range fns {
		if fn.reached || fn.inTest || len(fn.labels) > 0 || !fn.maps {
			continue
		}
		method := fn.name[strings.Index(fn.name, "_")+1:]
		assert.Contains(t, string(source), method+"(", "no hammer calls %s", fn.name)
	}
}

func anyOf(names []string) string { return "^(" + strings.Join(names, "|") + ")$" }
