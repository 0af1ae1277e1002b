package main

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/govlint/govlint/internal/finding"
)

// A verdict is how one row came out.
type verdict struct {
	bug    *bug
	reason string // why it does not load, or what was seen; one line
	loads  bool
	found  bool // in before
	gone   bool // in after
}

// score runs govlint on the package of each row, before and after the upstream
// fix, and reports whether enough rows are found in the one and gone in the
// other: all in all, and among those whose evidence stands in one package.
func score(e *env, want, wantInPackage int) (bool, error) {
	bugs, err := e.bugs()
	if err != nil {
		return false, err
	}
	var verdicts []verdict
	for i := range bugs {
		v, err := e.judge(&bugs[i])
		if err != nil {
			return false, err
		}
		verdicts = append(verdicts, v)
		fmt.Fprintf(e.log, "%s: %s\n", v.bug.id, v)
	}
	printVerdicts(e, verdicts)
	all, inPackage := total(verdicts, ""), total(verdicts, "intra-package")
	fmt.Fprintf(e.out, "all: %s\nevidence in one package: %s\n", all, inPackage)
	return all.both >= want && inPackage.both >= wantInPackage, nil
}

// judge runs govlint on both versions of a row.
func (e *env) judge(b *bug) (verdict, error) {
	v := verdict{bug: b}
	before, problem, err := e.lintBug(b, "before", b.before)
	if err != nil || problem != "" {
		v.reason = "before does not load: " + problem
		return v, err
	}
	after, problem, err := e.lintBug(b, "after", b.after)
	if err != nil || problem != "" {
		v.reason = "after does not load: " + problem
		return v, err
	}
	v.loads = true
	hits := hitsBefore(b, before)
	if v.found = len(hits) > 0; !v.found {
		v.reason = fmt.Sprintf("%d findings, none at the label", len(before))
		return v, nil
	}
	left := leftAfter(b, hits, after, newSource(e.sideDir(b, "before")), newSource(e.sideDir(b, "after")))
	v.gone = len(left) == 0
	v.reason = summary(hits)
	if !v.gone {
		v.reason = "still in after: " + summary(left)
	}
	return v, nil
}

// lintBug returns the findings of one version, or why it does not load.
func (e *env) lintBug(b *bug, side, version string) (findings []finding.Finding, problem string, err error) {
	dir, loadErr := e.prepareBug(b, side, version)
	if loadErr != nil {
		return nil, loadErr.Error(), nil
	}
	r, err := e.lint(dir, "-mod=mod", "-tests=false", b.pattern())
	if err != nil {
		return nil, "", err
	}
	return r.findings, oneLine(withoutWarnings(withoutTests(r.problems))), nil
}

// cLine matches what a C compiler says, the source lines that it shows included.
var cLine = regexp.MustCompile(`^(\s|In file included from |cgo-gcc-prolog:|\S+\.(c|h|cc|cpp|m):)`)

// withoutWarnings drops the warnings of a C compiler, and the header of a package
// of which nothing else is said.
func withoutWarnings(problems string) string {
	var out, header string
	for line := range strings.Lines(problems) {
		switch {
		case strings.HasPrefix(line, "# "):
			header = line
		case cLine.MatchString(line) && !strings.Contains(line, "error: "):
		default:
			out += header + line
			header = ""
		}
	}
	return out
}

// withoutTests drops what does not compile in test files, which are not analysed.
func withoutTests(problems string) string {
	var out []string
	for line := range strings.Lines(problems) {
		if !strings.Contains(line, "_test.go:") {
			out = append(out, line)
		}
	}
	return strings.Join(out, "")
}

// hitsBefore returns the findings that point, themselves or with their witness,
// to a labelled line.
func hitsBefore(b *bug, findings []finding.Finding) []finding.Finding {
	var hits []finding.Finding
	for _, f := range findings {
		if pointsTo(&f, b.file, b.lines) {
			hits = append(hits, f)
		}
	}
	return hits
}

// leftAfter returns the findings in the fixed version that tell of the same
// defect: with a code seen before, and either on the labelled line or, with the
// same subject, within the labelled function. Other findings there may be true
// bugs that upstream has yet to meet.
func leftAfter(b *bug, hits, findings []finding.Finding, before, after *source) []finding.Finding {
	codes, subjects := make(map[string]bool), make(map[[2]string]bool)
	for _, h := range hits {
		codes[h.Code] = true
		subjects[[2]string{h.Code, before.subject(&h)}] = true
	}
	var left []finding.Finding
	for _, f := range findings {
		if !codes[f.Code] {
			continue
		}
		same := subjects[[2]string{f.Code, after.subject(&f)}]
		if pointsTo(&f, b.file, b.linesAfter) || same && pointsInto(&f, b.file, b.function, after) {
			left = append(left, f)
		}
	}
	return left
}

func pointsTo(f *finding.Finding, file string, lines []int) bool {
	return slices.ContainsFunc(places(f), func(l finding.Location) bool {
		return l.File == file && slices.Contains(lines, l.Line)
	})
}

func pointsInto(f *finding.Finding, file, function string, src *source) bool {
	return slices.ContainsFunc(places(f), func(l finding.Location) bool {
		return l.File == file && src.function(l.File, l.Line) == function
	})
}

// A tally counts rows.
type tally struct{ rows, load, found, both int }

// total counts the rows of one scope, or all when it is empty.
func total(verdicts []verdict, scope string) tally {
	var t tally
	for _, v := range verdicts {
		if scope != "" && v.bug.scope != scope {
			continue
		}
		t.rows++
		if v.loads {
			t.load++
		}
		if v.found {
			t.found++
		}
		if v.found && v.gone {
			t.both++
		}
	}
	return t
}

func (t tally) String() string {
	return fmt.Sprintf("%d rows, %d load, %d found before, %d of these gone after", t.rows, t.load, t.found, t.both)
}

func (v verdict) String() string {
	switch {
	case !v.loads:
		return "does not load"
	case !v.found:
		return "missed"
	case !v.gone:
		return "found, still there after"
	}
	return "found, gone"
}

func printVerdicts(e *env, verdicts []verdict) {
	w := tabwriter.NewWriter(e.out, 0, 0, 2, ' ', 0)
	for _, v := range verdicts {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", v.bug.id, v.bug.scope, v, oneLine(v.reason))
	}
	w.Flush()
}

// summary names findings by code and place.
func summary(findings []finding.Finding) string {
	var parts []string
	for _, f := range findings {
		parts = append(parts, f.Code+" "+f.Location.File+":"+strconv.Itoa(f.Location.Line))
	}
	return strings.Join(parts, ", ")
}
