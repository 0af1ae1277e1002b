package escape_test

import (
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/govlint/govlint/analyzers/escape"
)

// Each package under testdata/src/escape holds one theme. Wants start with the
// kind, which the diagnostics carry as their category.
func Test(t *testing.T) {
	testdata, err := filepath.Abs("../../testdata")
	if err != nil {
		t.Fatal(err)
	}
	dirs, err := filepath.Glob(filepath.Join(testdata, "src/escape/*"))
	if err != nil || len(dirs) == 0 {
		t.Fatalf("no test packages: %v", err)
	}
	for _, dir := range dirs {
		pkg := "escape/" + filepath.Base(dir)
		t.Run(filepath.Base(dir), func(t *testing.T) {
			setFlag(t, "verify", "none")
			if filepath.Base(dir) == "hot" {
				setFlag(t, "verify", "compiler")
			}
			analysistest.Run(t, testdata, withKinds(escape.Analyzer), pkg)
		})
	}
}

// withKinds is a with the kind put before each message, and with a check that
// no finding comes without a witness.
func withKinds(a *analysis.Analyzer) *analysis.Analyzer {
	b := *a
	b.Run = func(pass *analysis.Pass) (any, error) {
		p := *pass
		p.Report = func(d analysis.Diagnostic) {
			if len(d.Related) == 0 {
				d.Message += " (no witness)"
			}
			for _, r := range d.Related {
				if !r.Pos.IsValid() {
					d.Message += " (a witness without a place)"
				}
			}
			if strings.Contains(d.Message, "\n") {
				d.Message += " (several lines)"
			}
			d.Message = d.Category + ": " + d.Message
			pass.Report(d)
		}
		return a.Run(&p)
	}
	return &b
}

// Fixes must leave code that compiles, and that has no finding of their kind.
func TestFixes(t *testing.T) {
	testdata, err := filepath.Abs("../../testdata")
	if err != nil {
		t.Fatal(err)
	}
	analysistest.RunWithSuggestedFixes(t, testdata, withKinds(escape.Analyzer), "escapefix/counters", "escapefix/padding", "escapefix/pointers")
}

// setFlag sets a flag of the analyzer for the time of the test.
func setFlag(t *testing.T, name, value string) {
	t.Helper()
	f := escape.Analyzer.Flags.Lookup(name)
	before := f.Value.String()
	if err := f.Value.Set(value); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Value.Set(before) })
}
