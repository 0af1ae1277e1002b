package leaklabels

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// How many functions of each sort the data must have at least.
const (
	minPositives = 100
	minNegatives = 190
)

var kinds = []string{"send", "receive", "range", "select", "lock", "waitgroup", "cond", "endless", "unstopped", "pooled", "timer"}

func TestLabels(t *testing.T) {
	if testing.Short() {
		t.Skip("builds std for the experiment and runs all labelled packages")
	}
	all := load(t)
	ws := newWorkspace(t)
	ws.build(t)
	cases := ws.cases(t)
	count(t, cases)
	complete(t, all, cases)
	for _, c := range cases {
		t.Run(c.Package+"/"+c.Name, func(t *testing.T) {
			t.Parallel()
			if c.Proof != "leaked" && c.Proof != "safe" {
				assert.NotEmpty(t, c.Why)
			}
			out, err := ws.check(c, labelled(all, c))
			require.NoError(t, err, out)
		})
	}
}

// labelled returns the functions with labels in the package of a case, that of
// the case first: what else blocks must have a label, too.
func labelled(all []*function, c testcase) []*function {
	var fns []*function
	for _, fn := range all {
		switch {
		case fn.pkg != c.Package || len(fn.labels) == 0:
		case fn.name == c.Name:
			fns = append([]*function{fn}, fns...)
		default:
			fns = append(fns, fn)
		}
	}
	return fns
}

// count fails when the data is too small or a kind is missing.
func count(t *testing.T, cases []testcase) {
	t.Helper()
	positives, negatives := 0, 0
	byKind := make(map[string]int)
	for _, c := range cases {
		if c.Kind == "" {
			negatives++
			continue
		}
		positives++
		byKind[c.Kind]++
		assert.Contains(t, kinds, c.Kind, c.Name)
	}
	t.Logf("%d positives %v, %d negatives", positives, byKind, negatives)
	assert.GreaterOrEqual(t, positives, minPositives)
	assert.GreaterOrEqual(t, negatives, minNegatives)
	for _, kind := range kinds {
		assert.NotZero(t, byKind[kind], "no positive of the kind %s", kind)
	}
}

// complete fails for a positive without a case, a case of a positive without a
// label, a safe case with one, and a function that could block and that no case
// reaches.
func complete(t *testing.T, all []*function, cases []testcase) {
	t.Helper()
	byName := make(map[string]testcase)
	for _, c := range cases {
		name := c.Package + "." + c.Name
		assert.NotContains(t, byName, name, "two cases")
		byName[name] = c
	}
	for _, fn := range all {
		name := fn.pkg + "." + fn.name
		c, ok := byName[name]
		delete(byName, name)
		if fn.positive() {
			assert.True(t, ok && c.Kind != "", "%s has a label and no case that proves it", name)
		} else if ok {
			assert.Empty(t, c.Kind, "the case says that %s leaks, and it has no label", name)
		}
		if !ok && fn.concurrent && !fn.positive() {
			assert.True(t, used(t, all, fn), "no case reaches %s", name)
		}
	}
	for name := range byName {
		assert.Fail(t, "a case without a function", name)
	}
}

// used tells whether a driver or another function of the package calls fn.
func used(t *testing.T, all []*function, fn *function) bool {
	t.Helper()
	if fn.base() == "init" {
		return true
	}
	for _, other := range all {
		if other != fn && other.pkg == fn.pkg && other.mentions[fn.base()] {
			return true
		}
	}
	driver, err := os.ReadFile(filepath.Join(drivers, fn.pkg+".go"))
	require.NoError(t, err)
	return regexp.MustCompile(`\b` + regexp.QuoteMeta(fn.base()) + `\b`).Match(driver)
}

// TestDrivers keeps the two trees in step.
func TestDrivers(t *testing.T) {
	packages, err := filepath.Glob(filepath.Join(sources, "goroutineleak", "*"))
	require.NoError(t, err)
	for _, dir := range packages {
		assert.FileExists(t, filepath.Join(drivers, filepath.Base(dir)+".go"))
	}
	files, err := filepath.Glob(filepath.Join(drivers, "*.go"))
	require.NoError(t, err)
	for _, file := range files {
		assert.DirExists(t, filepath.Join(sources, "goroutineleak", strings.TrimSuffix(filepath.Base(file), ".go")))
	}
}
