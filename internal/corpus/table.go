package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// A bug is one row of testdata/corpus/<class>.tsv: a defect that upstream fixed
// between two versions, and where it stands in both.
type bug struct {
	id         string
	module     string
	before     string   // version that has the defect
	after      string   // version without it
	pkg        string   // import path
	file       string   // below the module, slashes
	function   string   // as in "(*Hub).Run"
	lines      []int    // of the defect in before
	linesAfter []int    // of the same place in after; none when the code is gone
	scope      string   // intra-package or cross-package
	require    []string // module@version that load it, where go.mod is missing and the newest do not
}

// A module is one row of testdata/corpus/modules.tsv.
type module struct {
	name    string // of its folder and of its table of findings
	path    string
	version string
}

func (e *env) table(name string) string {
	return filepath.Join(e.root, "testdata", "corpus", name)
}

// bugs returns the rows that were asked for.
func (e *env) bugs() ([]bug, error) {
	records, err := readTable(e.table(e.class+".tsv"), 11)
	if err != nil {
		return nil, err
	}
	var bugs []bug
	for _, r := range records {
		b := bug{id: r[0], module: r[1], before: r[2], after: r[3], pkg: r[4], file: r[5], function: r[6], scope: r[9], require: strings.Fields(r[10])}
		if b.lines, err = lineList(r[7]); err != nil {
			return nil, fmt.Errorf("%s: %w", b.id, err)
		}
		if b.linesAfter, err = lineList(r[8]); err != nil {
			return nil, fmt.Errorf("%s: %w", b.id, err)
		}
		if e.wants(b.id) {
			bugs = append(bugs, b)
		}
	}
	return bugs, nil
}

// modules returns the modules that were asked for, the largest first, and after
// them those of modules-<class>.tsv that only the measured analyzer runs over.
func (e *env) modules() ([]module, error) {
	records, err := readTable(e.table("modules.tsv"), 3)
	if err != nil {
		return nil, err
	}
	if more := e.table("modules-" + e.class + ".tsv"); exists(more) {
		own, err := readTable(more, 3)
		if err != nil {
			return nil, err
		}
		records = append(records, own...)
	}
	var modules []module
	for _, r := range records {
		if m := (module{r[0], r[1], r[2]}); e.wants(m.name) {
			modules = append(modules, m)
		}
	}
	return modules, nil
}

// readTable reads a file of tab-separated columns whose first line names them.
// Lines that start with "#" are left out.
func readTable(file string, columns int) ([][]string, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var records [][]string
	header := true
	for i, line := range strings.Split(string(text), "\n") {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		record := strings.Split(line, "\t")
		if len(record) != columns {
			return nil, fmt.Errorf("%s:%d: %d columns, want %d", file, i+1, len(record), columns)
		}
		if header {
			header = false
			continue
		}
		records = append(records, record)
	}
	return records, nil
}

// lineList parses "12,15".
func lineList(s string) ([]int, error) {
	var lines []int
	for part := range strings.SplitSeq(s, ",") {
		if part == "" {
			continue
		}
		n, err := strconv.Atoi(part)
		if err != nil {
			return nil, err
		}
		lines = append(lines, n)
	}
	return lines, nil
}

// list parses "a,b" into a set.
func list(s string) map[string]bool {
	set := make(map[string]bool)
	for part := range strings.SplitSeq(s, ",") {
		if part != "" {
			set[part] = true
		}
	}
	return set
}
