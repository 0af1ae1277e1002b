package labelcard_test

import (
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/govlint/govlint/analyzers/labelcard"
)

// Each package under testdata/src/labelcard holds one theme. Wants start with
// the kind, which the diagnostics carry as their category.
func Test(t *testing.T) {
	testdata, err := filepath.Abs("../../testdata")
	if err != nil {
		t.Fatal(err)
	}
	dirs, err := filepath.Glob(filepath.Join(testdata, "src/labelcard/*"))
	if err != nil || len(dirs) == 0 {
		t.Fatalf("no test packages: %v", err)
	}
	var pkgs []string
	for _, dir := range dirs {
		pkgs = append(pkgs, "labelcard/"+filepath.Base(dir))
	}
	// One run: what all of them import is loaded once.
	analysistest.Run(t, testdata, withKinds(labelcard.Analyzer), pkgs...)
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

// Fixes must leave code that compiles and has no finding where they were made.
// TestPayload asks for decoded fields. The packages of Test have some, and are
// silent about them.
func TestPayload(t *testing.T) {
	a := withKinds(labelcard.Analyzer)
	if err := a.Flags.Set("payload", "true"); err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := a.Flags.Set("payload", "false"); err != nil {
			t.Error(err)
		}
	}()
	testdata, err := filepath.Abs("../../testdata")
	if err != nil {
		t.Fatal(err)
	}
	analysistest.Run(t, testdata, a, "labelcardpayload")
}

func TestFixes(t *testing.T) {
	testdata, err := filepath.Abs("../../testdata")
	if err != nil {
		t.Fatal(err)
	}
	dirs, err := filepath.Glob(filepath.Join(testdata, "src/labelcardfix/*"))
	if err != nil || len(dirs) == 0 {
		t.Fatalf("no test packages: %v", err)
	}
	var pkgs []string
	for _, dir := range dirs {
		pkgs = append(pkgs, "labelcardfix/"+filepath.Base(dir))
	}
	analysistest.RunWithSuggestedFixes(t, testdata, withKinds(labelcard.Analyzer), pkgs...)
}
