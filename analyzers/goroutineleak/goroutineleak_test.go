package goroutineleak_test

import (
	"bytes"
	"encoding/gob"
	"go/types"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/govlint/govlint/analyzers/goroutineleak"
)

// Each package under testdata/src/goroutineleak holds one theme. Wants start with
// the kind, which the diagnostics carry as their category.
func Test(t *testing.T) {
	testdata, err := filepath.Abs("../../testdata")
	if err != nil {
		t.Fatal(err)
	}
	dirs, err := filepath.Glob(filepath.Join(testdata, "src/goroutineleak/*"))
	if err != nil || len(dirs) == 0 {
		t.Fatalf("no test packages: %v", err)
	}
	for _, dir := range dirs {
		pkg := "goroutineleak/" + filepath.Base(dir)
		t.Run(filepath.Base(dir), func(t *testing.T) {
			t.Parallel()
			analysistest.Run(t, testdata, withKinds(goroutineleak.Analyzer), pkg)
		})
	}
}

// The schedule says where the function returns that leaves its goroutine behind, also
// when it has put something off.
func TestWitnessReturns(t *testing.T) {
	testdata, err := filepath.Abs("../../testdata")
	if err != nil {
		t.Fatal(err)
	}
	for _, result := range analysistest.Run(t, testdata, withKinds(goroutineleak.Analyzer), "goroutineleak/tenants") {
		for _, d := range result.Diagnostics {
			if !strings.HasPrefix(d.Message, "send: the goroutine") {
				continue
			}
			returns := slices.ContainsFunc(d.Related, func(r analysis.RelatedInformation) bool {
				return strings.Contains(r.Message, "main: returns at")
			})
			if !returns {
				t.Errorf("%s: no step where main returns: %v", d.Message, d.Related)
			}
		}
	}
}

// Each fix makes of its package what the golden file beside it shows.
func TestFixes(t *testing.T) {
	testdata, err := filepath.Abs("../../testdata")
	if err != nil {
		t.Fatal(err)
	}
	analysistest.RunWithSuggestedFixes(t, testdata, goroutineleak.Analyzer, "goroutineleakfix/fixes")
	analysistest.RunWithSuggestedFixes(t, filepath.Join(testdata, "leakfix"), goroutineleak.Analyzer, "./...")
}

// withKinds is a with the kind put before each message, and with a check that
// no finding comes without a witness. Its facts go from package to package by a
// table of the test, since analysistest wants a comment for each that it sees;
// as there, they are encoded and decoded on the way.
func withKinds(a *analysis.Analyzer) *analysis.Analyzer {
	b := *a
	var facts sync.Map
	b.Run = func(pass *analysis.Pass) (any, error) {
		p := *pass
		p.ExportObjectFact = func(obj types.Object, fact analysis.Fact) {
			var code bytes.Buffer
			if err := gob.NewEncoder(&code).Encode(fact); err != nil {
				panic(err)
			}
			facts.Store(obj, code.Bytes())
		}
		p.ImportObjectFact = func(obj types.Object, fact analysis.Fact) bool {
			code, ok := facts.Load(obj)
			return ok && gob.NewDecoder(bytes.NewReader(code.([]byte))).Decode(fact) == nil
		}
		p.Report = func(d analysis.Diagnostic) {
			if len(d.Related) == 0 {
				d.Message += " (no witness)"
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
