package main

import (
	"errors"
	"fmt"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/govlint/govlint/internal/finding"
)

// structural lists the functions of runtime/race/testdata that race on a map's
// structure, by file. The others named after maps race on a key, a value or the
// element of a slice in a map, which no lock of the map would cure.
var structural = map[string][]string{
	"map_test.go": {
		"TestRaceMapRW", "TestRaceMapRW2", "TestRaceMapRWArray", "TestRaceMapRange", "TestRaceMapRange2",
		"TestRaceMapLen", "TestRaceMapDelete", "TestRaceMapLenDelete",
		"TestRaceMapVariable2", "TestRaceMapVariable3", // the variable is replaced while its map is used
	},
	"mop_test.go":        {"TestRaceCaseIssue6418", "TestRaceCaseTypeIssue5890", "TestRaceCrawl"},
	"regression_test.go": {"TestRaceUnaddressableMapLen"},
}

// A raceScore is what was found in the race detector's tests.
type raceScore struct {
	found  []string // functions of structural with a finding
	missed []string // and those without
	other  []string // findings in functions that race, but are not in structural
	wrong  []string // findings in TestNoRace functions
	stray  []string // findings outside of both, in helpers
}

// goroot runs govlint over the race detector's tests and reports whether every
// race on a map's structure is found, and nothing in the tests without a race.
// For other analyzers than maprace only the latter counts.
func goroot(e *env) (bool, error) {
	s, err := e.scoreRaceTests(filepath.Join(e.dir, "race"))
	if err != nil {
		return false, err
	}
	if e.class == "maprace" {
		fmt.Fprintf(e.out, "%d of %d races on a map's structure found\n", len(s.found), len(s.found)+len(s.missed))
	} else {
		s.missed = nil // no race is this analyzer's to find
	}
	print := func(title string, lines []string) {
		for _, line := range lines {
			fmt.Fprintf(e.out, "%s: %s\n", title, line)
		}
	}
	print("missed", s.missed)
	print("found, another race", s.other)
	print("wrong", s.wrong)
	print("outside of any test", s.stray)
	return len(s.missed) == 0 && len(s.wrong) == 0, nil
}

// scoreRaceTests copies the race detector's tests to dir, which is replaced,
// and runs govlint there.
func (e *env) scoreRaceTests(dir string) (*raceScore, error) {
	if err := copyRaceTests(dir); err != nil {
		return nil, err
	}
	// runtime.RaceDisable and its like exist only under the tag race.
	r, err := e.lint(dir, "-tags=race", "./...")
	if err != nil {
		return nil, err
	}
	if r.problems != "" {
		return nil, errors.New(oneLine(r.problems))
	}
	return scoreRaces(r.findings, newSource(dir)), nil
}

// scoreRaces sorts findings by the function they stand in.
func scoreRaces(findings []finding.Finding, src *source) *raceScore {
	s := new(raceScore)
	hit := make(map[[2]string]bool)
	for _, f := range findings {
		file := f.Location.File
		function := src.function(file, f.Location.Line)
		hit[[2]string{file, function}] = true
		line := file + ":" + strconv.Itoa(f.Location.Line) + " " + function + " " + f.Code
		switch {
		case strings.HasPrefix(function, "TestNoRace"):
			s.wrong = append(s.wrong, line)
		case slices.Contains(structural[file], function):
		case strings.HasPrefix(function, "TestRace"):
			s.other = append(s.other, line)
		default:
			s.stray = append(s.stray, line)
		}
	}
	for file, functions := range structural {
		for _, function := range functions {
			if hit[[2]string{file, function}] {
				s.found = append(s.found, function)
			} else {
				s.missed = append(s.missed, function)
			}
		}
	}
	slices.Sort(s.found)
	slices.Sort(s.missed)
	return s
}

// copyRaceTests makes dir a module of one package with the tests the race
// detector is tested with. Left out are those that import internal packages of
// std, which only std may; none of them has a map.
func copyRaceTests(dir string) error {
	root, err := goCommand(".", "env", "GOROOT")
	if err != nil {
		return err
	}
	if err := os.RemoveAll(dir); err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	files, err := filepath.Glob(filepath.Join(strings.TrimSpace(root), "src", "runtime", "race", "testdata", "*_test.go"))
	if err != nil {
		return err
	}
	if len(files) == 0 {
		return errors.New("GOROOT has no src/runtime/race/testdata")
	}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		internal, err := importsInternal(name, text)
		if err != nil {
			return err
		}
		if internal {
			continue
		}
		if err := os.WriteFile(filepath.Join(dir, filepath.Base(name)), text, 0o666); err != nil {
			return err
		}
	}
	return os.WriteFile(filepath.Join(dir, "go.mod"), []byte("module race\n\ngo 1.26\n"), 0o666)
}

func importsInternal(name string, text []byte) (bool, error) {
	tree, err := parser.ParseFile(token.NewFileSet(), name, text, parser.ImportsOnly)
	if err != nil {
		return false, err
	}
	for _, spec := range tree.Imports {
		if path, err := strconv.Unquote(spec.Path.Value); err == nil && strings.HasPrefix(path, "internal/") {
			return true, nil
		}
	}
	return false, nil
}
