package mutants

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// A mutant is one wrong line, or a few, in one source file.
type mutant struct {
	name     string
	about    string // what goes wrong
	file     string // below the runtime module
	old, new string
}

// The parts of a mutant's file, each on a line of its own:
//
//	what goes wrong
//	-- cmap/write.go --
//	text to take out
//	-- instead --
//	text to put in
const instead = "-- instead --\n"

func parse(path string) (mutant, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return mutant{}, err
	}
	about, rest, ok1 := strings.Cut(string(data), "\n-- ")
	file, rest, ok2 := strings.Cut(rest, " --\n")
	old, replacement, ok3 := strings.Cut(rest, instead)
	if !ok1 || !ok2 || !ok3 {
		return mutant{}, fmt.Errorf("%s: want a sentence, a file, the old text and the new", path)
	}
	name := strings.TrimSuffix(filepath.Base(path), ".txt")
	return mutant{name: name, about: about, file: file, old: old, new: replacement}, nil
}

func all() ([]mutant, error) {
	paths, err := filepath.Glob(filepath.Join("testdata", "*.txt"))
	if err != nil {
		return nil, err
	}
	var mutants []mutant
	for _, path := range paths {
		m, err := parse(path)
		if err != nil {
			return nil, err
		}
		mutants = append(mutants, m)
	}
	return mutants, nil
}

// root is the folder of the runtime module.
const root = "../.."

// source is the path of the file that m changes.
func (m mutant) source() string { return filepath.Join(root, filepath.FromSlash(m.file)) }

// apply returns the file with the bug in it. The old text must be there exactly once: a
// mutant that no longer fits the code proves nothing.
func (m mutant) apply() (string, error) {
	data, err := os.ReadFile(m.source())
	if err != nil {
		return "", err
	}
	if n := strings.Count(string(data), m.old); n != 1 {
		return "", fmt.Errorf("%s: the old text is %d times in %s, want once", m.name, n, m.file)
	}
	return strings.Replace(string(data), m.old, m.new, 1), nil
}
