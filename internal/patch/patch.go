// Package patch applies the fixes of findings to files, or shows what that
// would do.
package patch

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"go/format"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/govlint/govlint/internal/finding"
	"github.com/govlint/govlint/internal/report"
	"github.com/rogpeppe/go-internal/diff"
)

// A Change is one file before and after the fixes.
type Change struct {
	File          string
	Before, After []byte
}

// A Plan is what applying the first fix of each finding comes to. Nothing is
// written until Apply.
type Plan struct {
	Changes []Change          // sorted by file
	Fixed   int               // findings whose fix is in Changes
	Left    []finding.Finding // those without a fix, or whose fix is not in Changes
	Notes   []string          // why fixes were left out, one line each
}

// errOverlap is why a fix is left for the next run.
var errOverlap = errors.New("overlaps another fix and is left for the next run")

// Make plans the first fix of each finding, in their order; one that changes what
// the program does only if all is set. A fix is taken as a whole or not at all: not when it overlaps one taken before, when allowed, if
// not nil, returns an error for a file it edits, or when the file would not parse.
// A file that was formatted as gofmt does is so again.
func Make(findings []finding.Finding, all bool, allowed func(file string) error) *Plan {
	p := new(planner)
	p.plan.Left = []finding.Finding{}
	p.files = make(map[string]*source)
	for _, f := range findings {
		fixes := slices.DeleteFunc(slices.Clone(f.Fixes), func(fix finding.Fix) bool {
			return !all && strings.HasPrefix(fix.Message, report.ChangesBehaviour)
		})
		if len(fixes) == 0 {
			p.plan.Left = append(p.plan.Left, f)
			continue
		}
		if err := p.take(fixes[0], allowed); err != nil {
			p.plan.Left = append(p.plan.Left, f)
			p.plan.Notes = append(p.plan.Notes, fmt.Sprintf("%s:%d: fix of %s: %v", f.Location.File, f.Location.Line, f.Code, err))
			continue
		}
		p.plan.Fixed++
	}
	for name, src := range p.files {
		if len(src.edits) > 0 {
			p.plan.Changes = append(p.plan.Changes, Change{File: name, Before: src.before, After: src.after})
		}
	}
	slices.SortFunc(p.plan.Changes, func(a, b Change) int { return cmp.Compare(a.File, b.File) })
	return &p.plan
}

type planner struct {
	plan  Plan
	files map[string]*source
}

// A source is one file with the edits taken so far.
type source struct {
	before, after []byte
	formatted     bool // before is as gofmt leaves it
	edits         []finding.Edit
}

// take adds fix to the plan, or returns why it cannot.
func (p *planner) take(fix finding.Fix, allowed func(string) error) error {
	byFile := make(map[string][]finding.Edit)
	for _, e := range fix.Edits {
		byFile[e.Location.File] = append(byFile[e.Location.File], e)
	}
	next := make(map[string]*source)
	for name, edits := range byFile {
		if allowed != nil {
			if err := allowed(name); err != nil {
				return err
			}
		}
		src, err := p.source(name)
		if err != nil {
			return err
		}
		if next[name], err = src.with(name, edits); err != nil {
			return err
		}
	}
	for name, src := range next {
		p.files[name] = src
	}
	return nil
}

func (p *planner) source(name string) (*source, error) {
	if src, ok := p.files[name]; ok {
		return src, nil
	}
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	formatted, err := format.Source(data)
	return &source{before: data, after: data, formatted: err == nil && bytes.Equal(formatted, data)}, nil
}

// with returns s with more edits. Edits that s has already are taken once: two
// fixes may well add the same import.
func (s *source) with(name string, edits []finding.Edit) (*source, error) {
	merged := slices.Clone(s.edits)
	for _, e := range edits {
		if e.Start < 0 || e.Stop < e.Start || e.Stop > len(s.before) {
			return nil, fmt.Errorf("%s has changed since it was analysed", name)
		}
		if slices.ContainsFunc(merged, func(o finding.Edit) bool { return same(e, o) }) {
			continue
		}
		if slices.ContainsFunc(merged, func(o finding.Edit) bool { return overlap(e, o) }) {
			return nil, errOverlap
		}
		merged = append(merged, e)
	}
	slices.SortStableFunc(merged, func(a, b finding.Edit) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.Stop, b.Stop))
	})
	next := &source{before: s.before, formatted: s.formatted, edits: merged}
	return next, next.render(name)
}

func same(a, b finding.Edit) bool {
	return a.Start == b.Start && a.Stop == b.Stop && a.NewText == b.NewText
}

// overlap reports whether the order of a and b would matter. An insertion
// beside a replacement does not, two insertions in one place do.
func overlap(a, b finding.Edit) bool {
	if a.Start == b.Start && (a.Stop == b.Stop || a.Start < a.Stop && b.Start < b.Stop) {
		return true
	}
	return a.Start < b.Stop && b.Start < a.Stop
}

// render sets after from the edits.
func (s *source) render(name string) error {
	var out []byte
	at := 0
	for _, e := range s.edits {
		out = append(out, s.before[at:e.Start]...)
		out = append(out, e.NewText...)
		at = e.Stop
	}
	out = unimport(s.before, append(out, s.before[at:]...))
	if s.formatted {
		formatted, err := format.Source(out)
		if err != nil {
			return fmt.Errorf("%s would not parse: %v", name, err)
		}
		s.after = formatted
		return nil
	}
	if _, err := parser.ParseFile(token.NewFileSet(), name, out, parser.SkipObjectResolution); err != nil {
		return fmt.Errorf("%s would not parse: %v", name, err)
	}
	s.after = out
	return nil
}

// Diff returns the changes of p as one unified diff, for patch -p1 or git apply.
func (p *Plan) Diff() []byte {
	var out bytes.Buffer
	for _, c := range p.Changes {
		name := filepath.ToSlash(c.File)
		out.Write(diff.Diff("a/"+name, c.Before, "b/"+name, c.After))
	}
	return out.Bytes()
}

// Apply writes the changes. Each file is replaced as a whole, keeping its mode,
// or left as it was. The error joins those of the files that could not be written.
func (p *Plan) Apply() error {
	var errs []error
	for _, c := range p.Changes {
		if err := replace(c.File, c.After); err != nil {
			errs = append(errs, fmt.Errorf("cannot write %s: %w", c.File, err))
		}
	}
	return errors.Join(errs...)
}

func replace(name string, data []byte) (err error) {
	name, err = filepath.EvalSymlinks(name)
	if err != nil {
		return err
	}
	info, err := os.Stat(name)
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(name), ".govlint-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			os.Remove(f.Name()) // the error to report is the first one
		}
	}()
	_, err = f.Write(data)
	if err := errors.Join(err, f.Chmod(info.Mode().Perm()), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), name)
}
