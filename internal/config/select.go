package config

import (
	"fmt"
	"slices"
	"strings"

	"github.com/govlint/govlint/internal/report"
	"github.com/govlint/govlint/internal/vetrun"
	"golang.org/x/tools/go/analysis"
)

// A Selection is the set of checks that -checks leaves.
type Selection struct {
	all   []*analysis.Analyzer
	whole map[string]bool // by analyzer
	kinds map[string]bool // by code, where it differs from its analyzer
}

// Select reads a list such as "maprace,-maprace/leaked-ref". When it
// begins with something left out, it starts from all checks.
func Select(list string, all []*analysis.Analyzer) (*Selection, error) {
	s := &Selection{all: all, whole: make(map[string]bool), kinds: make(map[string]bool)}
	names := strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == ' ' })
	for _, a := range all {
		s.whole[a.Name] = len(names) == 0 || strings.HasPrefix(names[0], "-")
	}
	// What govlint says of its own comments depends on no analyzer.
	s.kinds[vetrun.UnusedCode] = true
	for _, name := range names {
		name, off := strings.CutPrefix(name, "-")
		if err := s.set(name, !off); err != nil {
			return nil, err
		}
	}
	return s, nil
}

func (s *Selection) set(name string, on bool) error {
	if name == "all" {
		for _, a := range s.all {
			s.whole[a.Name] = on
		}
		clear(s.kinds)
		s.kinds[vetrun.UnusedCode] = on
		return nil
	}
	if !slices.Contains(Codes(s.all), name) {
		return UnknownCheck(name, s.all)
	}
	if strings.Contains(name, "/") {
		s.kinds[name] = on
		return nil
	}
	s.whole[name] = on
	for code := range s.kinds {
		if strings.HasPrefix(code, name+"/") {
			delete(s.kinds, code)
		}
	}
	return nil
}

// Has reports whether findings with the code are wanted.
func (s *Selection) Has(code string) bool {
	if on, ok := s.kinds[code]; ok {
		return on
	}
	analyzer, _, _ := strings.Cut(code, "/")
	return s.whole[analyzer]
}

// Analyzers returns the names of those that have to run.
func (s *Selection) Analyzers() []string {
	var names []string
	for _, a := range s.all {
		on := s.whole[a.Name]
		for code, kindOn := range s.kinds {
			on = on || kindOn && strings.HasPrefix(code, a.Name+"/")
		}
		if on {
			names = append(names, a.Name)
		}
	}
	return names
}

// Runs reports whether the analyzer has to run.
func (s *Selection) Runs(analyzer string) bool { return slices.Contains(s.Analyzers(), analyzer) }

// Codes returns the names that -checks and -explain understand.
func Codes(all []*analysis.Analyzer) []string {
	names := []string{vetrun.UnusedCode}
	for _, a := range all {
		names = append(names, a.Name)
		for _, kind := range report.Kinds(a) {
			names = append(names, a.Name+"/"+kind.Name)
		}
	}
	return names
}

// UnknownCheck returns the error for a name that is no check, with the check
// that was probably meant.
func UnknownCheck(name string, all []*analysis.Analyzer) error {
	best, distance := "", len(name)/2+1
	for _, candidate := range Codes(all) {
		short := candidate[strings.IndexByte(candidate, '/')+1:]
		if d := min(editDistance(name, candidate), editDistance(name, short)); d < distance {
			best, distance = candidate, d
		}
	}
	if best == "" {
		return fmt.Errorf("no check is called %q; govlint -list shows them", name)
	}
	return fmt.Errorf("no check is called %q; did you mean %q?", name, best)
}

// editDistance counts the insertions, deletions and replacements of bytes
// between a and b (Levenshtein), in time and space len(a)*len(b) and len(b).
func editDistance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
