package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/govlint/govlint/internal/finding"
)

// A seriesRow is one row of testdata/corpus/series.tsv: how many definitions of
// metrics a text search finds in a module, and for how many lines of it "govlint
// series" lists none.
type seriesRow struct {
	module, version string
	found, missing  int
}

// seriesCheck compares what "govlint series" lists with a text search.
func seriesCheck(e *env) (bool, error) {
	records, err := readTable(e.table("series.tsv"), 6)
	if err != nil {
		return false, err
	}
	ok := true
	for _, r := range records {
		row := seriesRow{module: r[0], version: r[1]}
		if row.found, err = strconv.Atoi(r[2]); err != nil {
			return false, err
		}
		if row.missing, err = strconv.Atoi(r[5]); err != nil {
			return false, err
		}
		if !e.wants(row.module) {
			continue
		}
		good, err := e.checkSeries(row)
		if err != nil {
			return false, fmt.Errorf("%s: %w", row.module, err)
		}
		ok = ok && good
	}
	return ok, nil
}

func (e *env) checkSeries(row seriesRow) (bool, error) {
	dir := filepath.Join(e.dir, "series", strings.ReplaceAll(row.module, "/", "_"))
	if err := e.fetch(row.module, row.version, dir); err != nil {
		return false, err
	}
	if err := e.settleReplacements(dir); err != nil {
		return false, err
	}
	found, err := searchMetrics(dir)
	if err != nil {
		return false, err
	}
	listed, err := e.listMetrics(dir)
	if err != nil {
		return false, err
	}
	var missing []string
	for _, at := range found {
		if !listed[at] {
			missing = append(missing, at)
		}
	}
	for _, at := range missing {
		fmt.Fprintln(e.out, row.module, "not listed:", at)
	}
	fmt.Fprintf(e.out, "%s@%s: search %d, listed %d, missing %d\n", row.module, row.version, len(found), len(listed), len(missing))
	return len(found) == row.found && len(missing) <= row.missing, nil
}

// definition is what makes a metric, as far as a text search can tell.
var definition = regexp.MustCompile(`\bNew(?:Counter|Gauge|Histogram|Summary)(?:Vec)?(?:Func)?\(|\bNewDesc\(`)

// searchMetrics finds "file:line" of each definition below dir.
func searchMetrics(dir string) ([]string, error) {
	var out []string
	err := filepath.WalkDir(dir, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if base := entry.Name(); entry.IsDir() {
			if name != dir && (base == "testdata" || base == "vendor" || strings.HasPrefix(base, ".") || strings.HasPrefix(base, "_")) {
				return fs.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		text, err := os.ReadFile(name)
		if err != nil || !bytes.Contains(text, []byte("client_golang/prometheus")) {
			return err
		}
		for i, line := range strings.Split(string(text), "\n") {
			code, _, _ := strings.Cut(line, "//")
			for range definition.FindAllString(code, -1) {
				if !strings.HasPrefix(code, "func ") {
					out = append(out, fmt.Sprintf("%s:%d", below(dir, name), i+1))
				}
			}
		}
		return nil
	})
	return out, err
}

// listMetrics runs "govlint series" over the packages with metrics in dir.
func (e *env) listMetrics(dir string) (map[string]bool, error) {
	tool, err := e.govlint()
	if err != nil {
		return nil, err
	}
	found, err := searchMetrics(dir)
	if err != nil {
		return nil, err
	}
	var packages []string
	for _, at := range found {
		file, _, _ := strings.Cut(at, ":")
		if pkg := "./" + filepath.ToSlash(filepath.Dir(file)); !slices.Contains(packages, pkg) {
			packages = append(packages, pkg)
		}
	}
	cmd := command(dir, append([]string{tool, "series", "-f", "json"}, packages...)...)
	// What stands for the folders that the published module lacks has no line in its go.sum.
	cmd.Env = append(cmd.Env, "GOFLAGS=-mod=mod")
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("govlint series: %w: %s", err, oneLine(errs.String()))
	}
	listed := make(map[string]bool)
	for line := range bytes.Lines(out.Bytes()) {
		var m struct{ Location finding.Location }
		if err := json.Unmarshal(line, &m); err != nil {
			return nil, err
		}
		listed[fmt.Sprintf("%s:%d", below(dir, m.Location.File), m.Location.Line)] = true
	}
	return listed, nil
}
