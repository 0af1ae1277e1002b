// Package report turns an analyzer's findings into diagnostics, holds back
// those that a comment in the source suppresses, and reads what an analyzer's
// documentation says about its kinds of finding.
package report

import (
	"go/ast"
	"go/token"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// A Step is one line of a witness: a place, and what happens there.
type Step struct {
	Pos  token.Pos
	Text string
}

// ChangesBehaviour begins the message of a fix after which the program does
// something else by intent. It is offered, and not applied unasked.
const ChangesBehaviour = "changes behaviour: "

// WithSafeFixes returns a report function that leaves out the fixes that change
// behaviour, for a driver that makes the first fix of each finding.
func WithSafeFixes(report func(analysis.Diagnostic)) func(analysis.Diagnostic) {
	return func(d analysis.Diagnostic) {
		d.SuggestedFixes = slices.DeleteFunc(slices.Clone(d.SuggestedFixes), func(f analysis.SuggestedFix) bool {
			return strings.HasPrefix(f.Message, ChangesBehaviour)
		})
		report(d)
	}
}

// A Finding is one defect with the evidence for it.
type Finding struct {
	Kind     string // second half of the code, "rlock-write" in maprace/rlock-write
	Pos, End token.Pos
	Message  string
	Witness  []Step // never empty
	Fixes    []analysis.SuggestedFix
}

// Report emits f as a diagnostic of pass, whose category is the kind and whose
// related positions are the witness. It emits nothing when a comment suppresses
// f, and leaves out fixes that would edit generated code or a file whose
// positions a //line comment has moved.
//
// Report keeps no state and may be called by several passes at once.
func Report(pass *analysis.Pass, f Finding) {
	d := analysis.Diagnostic{Pos: f.Pos, End: f.End, Category: f.Kind, Message: f.Message}
	file := fileAt(pass, f.Pos)
	if silent := silencedBy(pass.Fset, file, pass.Analyzer.Name, f.Kind, f.Pos); len(silent) > 0 {
		if !keepsSuppressed(pass) {
			return
		}
		markSuppressed(&d, silent)
	}
	for _, s := range f.Witness {
		d.Related = append(d.Related, analysis.RelatedInformation{Pos: s.Pos, Message: s.Text})
	}
	for _, fix := range f.Fixes {
		if editable(pass, fix) {
			d.SuggestedFixes = append(d.SuggestedFixes, fix)
		}
	}
	pass.Report(d)
}

func fileAt(pass *analysis.Pass, pos token.Pos) *ast.File {
	for _, file := range pass.Files {
		if file.FileStart <= pos && pos <= file.FileEnd {
			return file
		}
	}
	return nil
}

func editable(pass *analysis.Pass, fix analysis.SuggestedFix) bool {
	for _, edit := range fix.TextEdits {
		file := fileAt(pass, edit.Pos)
		if file == nil || ast.IsGenerated(file) {
			return false
		}
		// The offsets of cgo's output are not those of the file it names.
		if pass.Fset.Position(edit.Pos) != pass.Fset.PositionFor(edit.Pos, false) {
			return false
		}
	}
	return true
}
