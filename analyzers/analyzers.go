// Package analyzers is the one list of govlint's analyzers.
package analyzers

import (
	"github.com/govlint/govlint/analyzers/ctxprop"
	"github.com/govlint/govlint/analyzers/escape"
	"github.com/govlint/govlint/analyzers/goroutineleak"
	"github.com/govlint/govlint/analyzers/labelcard"
	"github.com/govlint/govlint/analyzers/maprace"
	"golang.org/x/tools/go/analysis"
)

// All returns the analyzers in the order in which users read them. The slice
// is the caller's own, the analyzers are shared.
func All() []*analysis.Analyzer {
	return []*analysis.Analyzer{
		maprace.Analyzer,
		goroutineleak.Analyzer,
		ctxprop.Analyzer,
		labelcard.Analyzer,
		escape.Analyzer,
	}
}
