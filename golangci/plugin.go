// Package golangci makes govlint a linter of golangci-lint v2, by way of its
// module plugins. docs/guides/golangci-lint.md says how to build one.
package golangci

import (
	"fmt"
	"slices"
	"strings"

	"github.com/golangci/plugin-module-register/register"
	"github.com/govlint/govlint/analyzers"
	"github.com/govlint/govlint/internal/config"
	"github.com/govlint/govlint/internal/report"
	"golang.org/x/tools/go/analysis"
)

func init() { register.Plugin("govlint", New) }

// A plugin is govlint with the settings of one golangci-lint configuration.
type plugin struct {
	analyzers []*analysis.Analyzer
}

// New returns the plugin for what stands below linters.settings.custom.govlint.settings,
// which is the analysis section of .govlint.yml. An unknown key is an error.
func New(settings any) (register.LinterPlugin, error) {
	all := analyzers.All()
	section, err := config.ReadAnalysis(settings, all)
	if err != nil {
		return nil, err
	}
	selected, err := config.Select(strings.Join(section.Checks, ","), all)
	if err != nil {
		return nil, err
	}
	p := new(plugin)
	for _, a := range all {
		for name, value := range section.Settings[a.Name] {
			if err := a.Flags.Set(name, value); err != nil {
				return nil, err
			}
		}
		if selected.Runs(a.Name) {
			p.analyzers = append(p.analyzers, narrowed(a, selected))
		}
	}
	return p, nil
}

// narrowed returns a copy of a that reports only what is selected, with the
// witness in the message: golangci-lint would make an issue of each of its lines.
// Of the fixes it keeps the one that -fix makes: golangci-lint would make them all.
func narrowed(a *analysis.Analyzer, selected *config.Selection) *analysis.Analyzer {
	narrow := *a
	narrow.Run = func(pass *analysis.Pass) (any, error) {
		inner := *pass
		inner.Report = func(d analysis.Diagnostic) {
			if !selected.Has(a.Name + "/" + d.Category) {
				return
			}
			d.Message = withWitness(pass, d)
			d.Related = nil
			d.SuggestedFixes = firstFix(d.SuggestedFixes)
			pass.Report(d)
		}
		return a.Run(&inner)
	}
	return &narrow
}

// firstFix is the first of fixes after which the program does the same.
func firstFix(fixes []analysis.SuggestedFix) []analysis.SuggestedFix {
	i := slices.IndexFunc(fixes, func(f analysis.SuggestedFix) bool {
		return !strings.HasPrefix(f.Message, report.ChangesBehaviour)
	})
	if i < 0 {
		return nil
	}
	return fixes[i : i+1 : i+1]
}

func withWitness(pass *analysis.Pass, d analysis.Diagnostic) string {
	var text strings.Builder
	fmt.Fprintf(&text, "%s (%s)", d.Message, d.Category)
	for _, rel := range d.Related {
		fmt.Fprintf(&text, "\n    %s: %s", report.Where(pass.Fset, rel.Pos), rel.Message)
	}
	return text.String()
}

func (p *plugin) BuildAnalyzers() ([]*analysis.Analyzer, error) { return p.analyzers, nil }

// GetLoadMode asks for types, of dependencies too: facts come from them.
func (p *plugin) GetLoadMode() string { return register.LoadModeTypesInfo }
