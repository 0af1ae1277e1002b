// Package report turns an analyzer's findings into diagnostics.
package report

import (
	"go/token"

	"golang.org/x/tools/go/analysis"
)

// A Step is one line of a witness: a place, and what happens there.
type Step struct {
	Pos  token.Pos
	Text string
}

// A Finding is one defect with the evidence for it.
type Finding struct {
	Kind     string // second half of the code, "rlock-write" in maprace/rlock-write
	Pos, End token.Pos
	Message  string
	Witness  []Step // never empty
	Fixes    []analysis.SuggestedFix
}

// Report emits f as a diagnostic of pass.
func Report(pass *analysis.Pass, f Finding) {
	d := analysis.Diagnostic{Pos: f.Pos, End: f.End, Category: f.Kind, Message: f.Message, SuggestedFixes: f.Fixes}
	for _, s := range f.Witness {
		d.Related = append(d.Related, analysis.RelatedInformation{Pos: s.Pos, Message: s.Text})
	}
	pass.Report(d)
}
