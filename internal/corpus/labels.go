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

// A labelRow is one row of testdata/corpus/labelcard.tsv or
// labelcard-bounded.tsv: a place where a label takes a value.
type labelRow struct {
	id      string
	module  string
	before  string // version that was read
	after   string // version without the defect; empty where there is none
	pkg     string // import path
	file    string // below the module, slashes
	line    int
	labels  []string
	bounded string // the tier of a value that is bounded, empty for a defect
}

// labels scores both tables: defects are to be found, with the label named, and
// gone after the fix; bounded values are to be left alone.
func labels(e *env, want int) (bool, error) {
	e.class = "labelcard"
	defects, err := e.labelRows("labelcard.tsv", 9, defectRow)
	if err != nil {
		return false, err
	}
	bounded, err := e.labelRows("labelcard-bounded.tsv", 8, boundedRow)
	if err != nil {
		return false, err
	}
	w := tabwriter.NewWriter(e.out, 0, 0, 2, ' ', 0)
	right, wrong, unread := 0, 0, 0
	for _, row := range slices.Concat(defects, bounded) {
		v, err := e.judgeLabel(&row)
		if err != nil {
			return false, err
		}
		fmt.Fprintf(w, "%s\t%s\t%s\n", row.id, v, oneLine(v.reason))
		switch {
		case !v.loads:
			unread++
		case row.bounded == "solid" && v.found:
			wrong++
		case row.bounded == "" && v.found && v.gone:
			right++
		}
	}
	w.Flush()
	fmt.Fprintf(e.out, "%d of %d defects found and gone; %d of %d bounded values taken for errors; %d rows do not load\n",
		right, len(defects), wrong, len(bounded), unread)
	return right >= want && wrong == 0, nil
}

func (e *env) labelRows(name string, columns int, parse func([]string) (labelRow, error)) ([]labelRow, error) {
	records, err := readTable(e.table(name), columns)
	if err != nil {
		return nil, err
	}
	var out []labelRow
	for _, r := range records {
		row, err := parse(r)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", r[0], err)
		}
		if e.wants(row.id) {
			out = append(out, row)
		}
	}
	return out, nil
}

func defectRow(r []string) (labelRow, error) {
	line, err := strconv.Atoi(r[6])
	return labelRow{id: r[0], module: r[1], before: r[2], after: r[3], pkg: r[4], file: r[5], line: line, labels: strings.Split(r[7], ",")}, err
}

func boundedRow(r []string) (labelRow, error) {
	line, err := strconv.Atoi(r[5])
	return labelRow{id: r[0], module: r[1], before: r[2], pkg: r[3], file: r[4], line: line, bounded: r[6], labels: strings.Split(r[7], ",")}, err
}

func (e *env) judgeLabel(row *labelRow) (verdict, error) {
	b := &bug{id: row.id, module: row.module, pkg: row.pkg, file: row.file, lines: []int{row.line}}
	v := verdict{bug: b}
	before, problem, err := e.lintBug(b, "before", row.before)
	if err != nil || problem != "" {
		v.reason = "does not load: " + problem
		return v, err
	}
	v.loads = true
	hits := labelHits(row, before)
	v.found = len(hits) > 0
	v.reason = summary(hits)
	if !v.found {
		v.reason = fmt.Sprintf("%d findings, none at the label", len(before))
		return v, nil
	}
	if row.after == "" {
		v.gone = true
		return v, nil
	}
	after, problem, err := e.lintBug(b, "after", row.after)
	if err != nil || problem != "" {
		v.loads = false
		v.reason = "after does not load: " + problem
		return v, err
	}
	left := labelsLeft(row.file, hits, after, newSource(e.sideDir(b, "before")), newSource(e.sideDir(b, "after")))
	if v.gone = len(left) == 0; !v.gone {
		v.reason = "still in after: " + summary(left)
	}
	return v, nil
}

// labelHits returns the errors, and what is said of the names of objects and of
// ids, that point to the row's line, themselves or with their witness, and name
// one of its labels: the others on that line may be judged otherwise.
func labelHits(row *labelRow, findings []finding.Finding) []finding.Finding {
	var hits []finding.Finding
	for _, f := range findings {
		if f.Severity != "error" && !strings.HasSuffix(f.Code, "/object") && !strings.HasSuffix(f.Code, "/identity") {
			continue
		}
		if pointsTo(&f, row.file, []int{row.line}) && namesLabel(f.Message, row.labels) {
			hits = append(hits, f)
		}
	}
	return hits
}

// numbered is how a message names a label whose name is not to be seen.
var numbered = regexp.MustCompile(`\blabel number \d+ `)

func namesLabel(message string, labels []string) bool {
	return numbered.MatchString(message) || slices.ContainsFunc(labels, func(label string) bool {
		return strings.Contains(message, "label "+label+" ")
	})
}

// labelsLeft returns the findings in the fixed version that say of the same
// function of the same file what a hit said before.
func labelsLeft(file string, hits, findings []finding.Finding, before, after *source) []finding.Finding {
	said := make(map[[2]string]bool)
	for _, h := range hits {
		said[[2]string{subjectOf(h.Message), before.function(h.Location.File, h.Location.Line)}] = true
	}
	var left []finding.Finding
	for _, f := range findings {
		if f.Location.File == file && said[[2]string{subjectOf(f.Message), after.function(f.Location.File, f.Location.Line)}] {
			left = append(left, f)
		}
	}
	return left
}

// subjectOf is a message without its reasons and advice: the label and what it takes.
func subjectOf(message string) string {
	subject, _, _ := strings.Cut(message, ",")
	return subject
}
