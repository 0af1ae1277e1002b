package vetrun

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/govlint/govlint/internal/finding"
	"github.com/govlint/govlint/internal/report"
)

// root reports whether u is a unit that go vet runs for the sake of its
// findings: the package with its test files, or the package of its external
// tests. Other units with the same path are dependencies of something.
func (r *runner) root(u *unit) bool {
	if u.partial {
		return false
	}
	if p, ok := r.wanted[u.id]; ok && u.record.Tests == (r.opts.Tests && p.tests) {
		return true
	}
	p, ok := r.wanted[strings.TrimSuffix(u.id, "_test")]
	return ok && p.xtests && strings.HasSuffix(u.id, "_test")
}

// missing returns the units that should have come and did not.
func (r *runner) missing(a *attempt) []string {
	came := make(map[string]bool)
	for _, u := range a.units {
		if r.root(u) {
			came[u.id] = true
		}
	}
	var missing []string
	for path, p := range r.wanted {
		if (p.source || p.tests && r.opts.Tests) && !came[path] {
			missing = append(missing, path)
		}
		if xtest := path + "_test"; p.xtests && r.opts.Tests && !came[xtest] {
			missing = append(missing, xtest)
		}
	}
	slices.Sort(missing)
	return missing
}

func (r *runner) result(a *attempt) *Result {
	c := &collector{opts: r.opts, files: newFiles(r.opts)}
	slices.SortStableFunc(a.units, func(a, b *unit) int { return strings.Compare(a.id, b.id) })
	slices.Sort(a.problems) // packages are done in any order
	lost := r.missing(a)
	for _, u := range a.units {
		c.failures(u)
		// Where the tests of a package do not compile, what it is without them
		// may still have come, as a dependency.
		if r.root(u) || !u.partial && slices.Contains(lost, u.id) {
			c.unit(u)
		}
	}
	slices.Sort(c.problems)
	res := &Result{Findings: finding.Sort(c.findings), Records: c.records}
	if a.ok {
		res.Notes, a.problems = a.problems, nil
	} else {
		a.problems = append(a.problems, r.skipped(a)...)
	}
	res.Problems = slices.Concat(a.problems, a.lost, c.problems)
	dirs := make(map[string]bool)
	for _, p := range r.wanted {
		dirs[p.dir] = p.main
	}
	res.Editable = func(file string) error { return c.files.editable(file, dirs) }
	res.Analysed = func(file string) bool { return dirs[filepath.Dir(c.files.fromCwd(file))] }
	for i, problem := range res.Problems {
		res.Problems[i] = c.files.shortenLine(problem)
	}
	res.Problems = slices.Compact(res.Problems)
	return res
}

// skipped says how many packages were left out because of what others lack.
func (r *runner) skipped(a *attempt) []string {
	n := 0
	for _, id := range r.missing(a) {
		if !a.named[id] && !a.named[strings.TrimSuffix(id, "_test")] {
			n++
		}
	}
	switch {
	case n == 0 || len(a.problems) == 0:
		return nil
	case n == 1:
		return []string{"1 more package could not be analysed because of these errors"}
	}
	return []string{fmt.Sprintf("%d more packages could not be analysed because of these errors", n)}
}

// A collector turns the diagnostics of units into findings.
type collector struct {
	opts     Options
	files    *files
	findings []finding.Finding
	records  []Record
	problems []string
}

func (c *collector) unit(u *unit) {
	used := make(map[string]bool) // positions of suppression comments
	for analyzer, list := range u.diagnostics {
		for _, d := range list {
			if report.Suppressed(d.Category) {
				for _, rel := range d.Related {
					if rel.Message == report.SuppressedMark {
						used[rel.Posn] = true
					}
				}
				continue
			}
			if name, ok := report.RecordName(d.Category); ok {
				c.records = append(c.records, Record{Name: name, Location: c.files.location(d.Posn), Data: d.Message})
				continue
			}
			if c.opts.Generated || !slices.Contains(u.record.Generated, fileOf(d.Posn)) {
				c.findings = append(c.findings, c.finding(analyzer, d))
			}
		}
	}
	if c.opts.Unused {
		c.unused(u, used)
	}
}

// failures turns the errors of analyzers into problems. That a prerequisite
// failed is said only where nothing says why.
func (c *collector) failures(u *unit) {
	const followUp = "failed prerequisites: "
	explained := false
	for _, text := range u.errors {
		explained = explained || !strings.HasPrefix(text, followUp)
	}
	for analyzer, text := range u.errors {
		if explained && strings.HasPrefix(text, followUp) {
			continue
		}
		c.problems = append(c.problems, fmt.Sprintf("%s: analyzer %s failed: %s", u.id, analyzer, oneLine(text)))
	}
}

func (c *collector) finding(analyzer string, d diagnostic) finding.Finding {
	f := finding.Finding{
		Code:     analyzer,
		Location: c.files.location(d.Posn),
		End:      c.files.location(d.End),
		Message:  d.Message,
	}
	if d.Category != "" {
		f.Code += "/" + d.Category
	}
	f.Severity = c.severity(f.Code)
	for _, rel := range d.Related {
		f.Related = append(f.Related, finding.Related{
			Location: c.files.location(rel.Posn),
			End:      c.files.location(rel.End),
			Message:  rel.Message,
		})
	}
	for _, fix := range d.Fixes {
		f.Fixes = append(f.Fixes, c.fix(fix))
	}
	return f
}

func (c *collector) severity(code string) string {
	if s := c.opts.Severity[code]; s != "" {
		return s
	}
	return "warning"
}

func (c *collector) fix(f fix) finding.Fix {
	result := finding.Fix{Message: f.Message}
	for _, e := range f.Edits {
		result.Edits = append(result.Edits, finding.Edit{
			Location: c.files.offset(e.Filename, e.Start),
			End:      c.files.offset(e.Filename, e.End),
			NewText:  e.New,
			Start:    e.Start,
			Stop:     e.End,
		})
	}
	return result
}

// UnusedCode is the code of a suppression comment that silences nothing.
const UnusedCode = unitName + "/unused-suppression"

// UnusedSummary says what findings with UnusedCode are about.
const UnusedSummary = "a nolint or lint:ignore comment for govlint silences nothing any more"

// unused reports the comments of u that silence nothing, as far as that is
// certain: every analyzer they name has run to its end.
func (c *collector) unused(u *unit, used map[string]bool) {
	ran := func(name string) bool { return slices.Contains(c.opts.Analyzers, name) && u.errors[name] == "" }
	for _, d := range u.record.Directives {
		if used[d.Posn] || len(u.errors) > 0 {
			continue
		}
		var ours []string
		for _, name := range d.Names {
			analyzer, _, _ := strings.Cut(name, "/")
			if ran(analyzer) {
				ours = append(ours, name)
			}
			if analyzer == unitName && c.opts.AllRan {
				ours = append(ours, name)
			}
		}
		if len(ours) == 0 {
			continue
		}
		c.findings = append(c.findings, finding.Finding{
			Code:     UnusedCode,
			Severity: c.severity(UnusedCode),
			Location: c.files.location(d.Posn),
			End:      c.files.location(d.End),
			Message:  fmt.Sprintf("this comment silences no finding of %s", strings.Join(ours, ", ")),
		})
	}
}
