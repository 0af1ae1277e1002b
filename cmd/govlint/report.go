package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/govlint/govlint/internal/baseline"
	"github.com/govlint/govlint/internal/config"
	"github.com/govlint/govlint/internal/finding"
	"github.com/govlint/govlint/internal/gitdiff"
	"github.com/govlint/govlint/internal/output"
	"github.com/govlint/govlint/internal/patch"
	"github.com/govlint/govlint/internal/report"
	"github.com/govlint/govlint/internal/vetrun"
	"golang.org/x/tools/go/analysis"
)

// report delivers the findings that the request is about. It returns the exit
// code.
func (c *command) report(req *request, selected *config.Selection, result *vetrun.Result) (int, error) {
	root, err := config.Root(req.dir)
	if err != nil {
		return exitTrouble, err
	}
	if req.writeBase {
		return c.writeBaseline(req, wanted(req, selected, result, root), root)
	}
	gone := func(e baseline.Entry) bool {
		file := filepath.Join(root, filepath.FromSlash(e.File))
		return len(result.Problems) == 0 && selected.Has(e.Code) && !excluded(req, root, file) && analysed(req, result, file)
	}
	findings, err := c.narrow(req, selected, result, gone)
	if err != nil {
		return exitTrouble, err
	}
	return c.deliver(req, findings, result)
}

// narrow returns the findings that the request is about. Gone, if not nil,
// says which entries of the baseline can be taken out of it.
func (c *command) narrow(req *request, selected *config.Selection, result *vetrun.Result, gone func(baseline.Entry) bool) ([]finding.Finding, error) {
	root, err := config.Root(req.dir)
	if err != nil {
		return nil, err
	}
	findings := wanted(req, selected, result, root)
	if req.baseline != "" {
		if findings, err = c.applyBaseline(req.baseline, findings, root, gone); err != nil {
			return nil, err
		}
	}
	if req.newFrom != "" {
		changes, err := gitdiff.Since(context.Background(), root, req.newFrom)
		if err != nil {
			return nil, fmt.Errorf("-new-from-rev: %v", err)
		}
		findings = slices.DeleteFunc(findings, func(f finding.Finding) bool { return !isNew(f, changes) })
	}
	return findings, nil
}

// wanted returns the findings of the selected checks in files that are not excluded.
func wanted(req *request, selected *config.Selection, result *vetrun.Result, root string) []finding.Finding {
	return slices.DeleteFunc(slices.Clone(result.Findings), func(f finding.Finding) bool {
		return !selected.Has(f.Code) || excluded(req, root, f.Location.File)
	})
}

func excluded(req *request, root, file string) bool {
	below := finding.Below(root, file)
	return slices.ContainsFunc(splitList(req.exclude), func(p string) bool { return config.Matches(p, below) })
}

// analysed reports whether a finding in the file would have been found.
func analysed(req *request, result *vetrun.Result, file string) bool {
	if !req.tests && strings.HasSuffix(file, "_test.go") {
		return false
	}
	if _, err := os.Stat(filepath.Dir(file)); errors.Is(err, fs.ErrNotExist) {
		return true
	}
	return result.Analysed(file)
}

func (c *command) writeBaseline(req *request, findings []finding.Finding, root string) (int, error) {
	if err := baseline.Of(findings, root).Write(req.baseline); err != nil {
		return exitTrouble, err
	}
	fmt.Fprintf(c.stderr, "govlint: wrote %s to %s\n", count(len(findings), "finding"), req.baseline)
	return exitClean, nil
}

func (c *command) applyBaseline(file string, findings []finding.Finding, root string, gone func(baseline.Entry) bool) ([]finding.Finding, error) {
	known, err := baseline.Read(file)
	if err != nil {
		return nil, err
	}
	if gone == nil {
		gone = func(baseline.Entry) bool { return false }
	}
	fresh, left := known.Apply(findings, root, gone)
	if n := len(known.Entries) - len(left.Entries); n > 0 {
		if err := left.Write(file); err != nil {
			return nil, err
		}
		fmt.Fprintf(c.stderr, "govlint: took %s that is gone out of %s\n", count(n, "finding"), file)
	}
	return fresh, nil
}

// isNew reports whether the finding, or a line of its witness, stands in a line
// that changed: a new goroutine makes old accesses race.
func isNew(f finding.Finding, changes *gitdiff.Changes) bool {
	if changes.Touches(f.Location.File, f.Location.Line, f.Location.Line) {
		return true
	}
	return slices.ContainsFunc(f.Related, func(r finding.Related) bool {
		return changes.Touches(r.Location.File, r.Location.Line, r.Location.Line)
	})
}

// deliver prints the findings, or fixes them and prints those that are left.
func (c *command) deliver(req *request, findings []finding.Finding, result *vetrun.Result) (int, error) {
	if !req.fix && !req.diff {
		return exitFor(req, findings), c.print(req, findings, result.Problems)
	}
	plan := patch.Make(findings, req.allFixes, result.Editable)
	for _, note := range plan.Notes {
		fmt.Fprintln(c.stderr, "govlint:", note)
	}
	if req.diff {
		if len(plan.Left) > 0 {
			fmt.Fprintf(c.stderr, "govlint: the patch leaves out %d of %s\n", len(plan.Left), count(len(findings), "finding"))
		}
		_, err := c.stdout.Write(plan.Diff())
		return exitFor(req, findings), err
	}
	if err := plan.Apply(); err != nil {
		return exitTrouble, err
	}
	if plan.Fixed > 0 {
		fmt.Fprintf(c.stderr, "govlint: fixed %d of %s in %s\n", plan.Fixed, count(len(findings), "finding"), count(len(plan.Changes), "file"))
	}
	if err := c.provide(plan.Changes); err != nil {
		return exitTrouble, err
	}
	return exitFor(req, plan.Left), c.print(req, plan.Left, result.Problems)
}

func exitFor(req *request, findings []finding.Finding) int {
	if slices.ContainsFunc(findings, func(f finding.Finding) bool { return finding.AtLeast(f.Severity, req.failOn) }) {
		return exitFindings
	}
	return exitClean
}

func count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

func (c *command) print(req *request, findings []finding.Finding, problems []string) error {
	format, _ := output.Named(req.format) // it was checked
	root, err := repository(req.dir)
	if err != nil {
		return err
	}
	return format.Write(c.stdout, &output.Report{
		Findings: findings,
		Problems: problems,
		Rules:    rules(c.all),
		Root:     root,
		Version:  moduleVersion(),
		Color:    os.Getenv("NO_COLOR") == "" && terminal(c.stdout),
	})
}

// repository returns the directory that the paths in reports for other
// programs are relative to: the git repository's, or else the module's root.
func repository(dir string) (string, error) {
	root, err := config.Root(dir)
	if err != nil {
		return "", err
	}
	for at := root; at != filepath.Dir(at); at = filepath.Dir(at) {
		if _, err := os.Stat(filepath.Join(at, ".git")); err == nil {
			return at, nil
		}
	}
	return root, nil
}

func rules(all []*analysis.Analyzer) []output.Rule {
	var rules []output.Rule
	for _, a := range all {
		for _, kind := range report.Kinds(a) {
			code := a.Name + "/" + kind.Name
			rules = append(rules, output.Rule{Code: code, Severity: kind.Severity, Summary: kind.Summary, Help: kind.Explain, URL: report.URL(code)})
		}
	}
	return append(rules, output.Rule{Code: vetrun.UnusedCode, Severity: "warning", Summary: vetrun.UnusedSummary, URL: report.URL(vetrun.UnusedCode)})
}

// shortPath returns a path relative to the current directory where that is shorter.
func shortPath(path string) string {
	cwd, err := os.Getwd()
	if err != nil {
		return path
	}
	if rel, err := filepath.Rel(cwd, path); err == nil && len(rel) < len(path) {
		return rel
	}
	return path
}

// absolute makes the paths of a finding independent of the current directory.
func absolute(f *finding.Finding) {
	fix := func(l *finding.Location) {
		if abs, err := filepath.Abs(l.File); err == nil && l.File != "" {
			l.File = abs
		}
	}
	fix(&f.Location)
	fix(&f.End)
	for i := range f.Related {
		fix(&f.Related[i].Location)
		fix(&f.Related[i].End)
	}
	for i := range f.Fixes {
		for j := range f.Fixes[i].Edits {
			fix(&f.Fixes[i].Edits[j].Location)
			fix(&f.Fixes[i].Edits[j].End)
		}
	}
}
