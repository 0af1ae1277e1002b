package main

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/govlint/govlint/internal/finding"
)

// A judged is one row of testdata/corpus/findings/<class>: a finding that somebody
// read the code for. Its key leaves out the line, so that it survives shifts.
type judged struct {
	code, file, function, subject string
	verdict                       string // true, false or unsure
	reason                        string
}

func (j judged) key() string {
	return strings.Join([]string{j.code, j.file, j.function, j.subject}, "\t")
}

func (j judged) String() string { return j.key() + "\t" + j.verdict + "\t" + j.reason }

const judgedHeader = "code\tfile\tfunction\tsubject\tverdict\treason"

// triage runs govlint over the modules and compares what it finds with the
// verdicts. It fails when a finding has no verdict, or when a smaller share
// than precision of those found and decided is true.
func triage(e *env, precision float64, record bool) (bool, error) {
	modules, err := e.modules()
	if err != nil {
		return false, err
	}
	count := make(map[string]int)
	fresh := 0
	for _, m := range modules {
		found, err := e.triageModule(&m, count, record)
		if err != nil {
			return false, err
		}
		fresh += found
	}
	decided := count["true"] + count["false"]
	fmt.Fprintf(e.out, "%d true, %d false, %d unsure, %d not judged\n", count["true"], count["false"], count["unsure"], fresh)
	return fresh == 0 && (decided == 0 || float64(count["true"]) >= precision*float64(decided)), nil
}

func (e *env) triageModule(m *module, count map[string]int, record bool) (fresh int, err error) {
	dir, err := e.prepareModule(m)
	if err != nil {
		return 0, err
	}
	fmt.Fprintln(e.log, "analysing", m.name)
	res, err := e.lint(dir, "./...")
	if err != nil {
		return 0, err
	}
	table := e.table("findings/" + e.class + "/" + m.name + ".tsv")
	known, err := readVerdicts(table)
	if err != nil {
		return 0, err
	}
	src := newSource(dir)
	seen := make(map[string]bool)
	for _, f := range res.findings {
		j := rowOf(&f, src)
		seen[j.key()] = true
		if old, ok := known[j.key()]; ok {
			count[old.verdict]++
			continue
		}
		fresh++
		fmt.Fprintf(e.out, "%s: not judged: %s:%d: %s\n", m.name, f.Location.File, f.Location.Line, f.Message)
		known[j.key()] = j
	}
	for key := range known {
		if !seen[key] {
			fmt.Fprintf(e.out, "%s: vanished: %s\n", m.name, key)
		}
	}
	if !record || len(known) == 0 {
		return fresh, nil
	}
	return fresh, writeVerdicts(table, known)
}

func rowOf(f *finding.Finding, src *source) judged {
	return judged{
		code: f.Code, file: f.Location.File, function: src.function(f.Location.File, f.Location.Line),
		subject: src.subject(f), verdict: "unsure", reason: "not read yet",
	}
}

// readVerdicts reads a table of verdicts; a missing one is empty.
func readVerdicts(file string) (map[string]judged, error) {
	known := make(map[string]judged)
	if _, err := os.Stat(file); os.IsNotExist(err) {
		return known, nil
	}
	records, err := readTable(file, 6)
	if err != nil {
		return nil, err
	}
	for _, r := range records {
		j := judged{r[0], r[1], r[2], r[3], r[4], r[5]}
		if j.verdict != "true" && j.verdict != "false" && j.verdict != "unsure" {
			return nil, fmt.Errorf("%s: verdict %q of %s", file, j.verdict, j.key())
		}
		known[j.key()] = j
	}
	return known, nil
}

func writeVerdicts(file string, known map[string]judged) error {
	lines := []string{judgedHeader}
	for _, key := range slices.Sorted(maps.Keys(known)) {
		lines = append(lines, known[key].String())
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
		return err
	}
	return os.WriteFile(file, []byte(strings.Join(lines, "\n")+"\n"), 0o666)
}
