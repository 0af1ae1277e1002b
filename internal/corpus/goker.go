package main

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/govlint/govlint/internal/finding"
)

// A program is one row of testdata/corpus/goker.tsv: a program of GOROOT's
// runtime/testdata/testgoroutineleakprofile that leaks, and the lines on which
// Go's own leak profile shows it to.
type program struct {
	name    string // as it is registered
	project string // simple, commonpatterns, or the one the kernel was taken from
	file    string // below the folder
	blocked []int  // where goroutines leak
	started []int  // their go statements
	locked  []int  // the lock calls in functions on their stacks
}

// open are the projects whose programs may be used to build the analyzer. Of the
// others only counts are printed, so that nobody tunes on them.
var open = map[string]bool{"simple": true, "commonpatterns": true, "stresstests": true, "cockroach": true, "etcd": true, "grpc": true}

// leakFolders are the folders of leak programs below GOROOT.
var leakFolders = []string{".", "goker"}

// A gokerScore is what was found in the leak programs of one project.
type gokerScore struct {
	found  []string // programs with a finding where they leak
	missed []string // and those without
	wrong  []string // findings elsewhere, with their lines
}

// goker runs the analyzer over Go's own leak programs and reports whether a share
// of the kernels is found, and nothing where nothing leaks.
func goker(e *env, share float64) (bool, error) {
	scores, err := e.scoreGoker(filepath.Join(e.dir, "goker"))
	if err != nil {
		return false, err
	}
	found, all, wrong := 0, 0, 0
	for _, project := range slices.Sorted(maps.Keys(scores)) {
		s := scores[project]
		fmt.Fprintf(e.out, "%s: %d of %d found, %d findings elsewhere\n", project, len(s.found), len(s.found)+len(s.missed), len(s.wrong))
		wrong += len(s.wrong)
		if isKernel(project) {
			found += len(s.found)
			all += len(s.found) + len(s.missed)
		}
		if !open[project] {
			continue
		}
		for _, name := range s.missed {
			fmt.Fprintf(e.out, "  missed %s\n", name)
		}
		for _, line := range s.wrong {
			fmt.Fprintf(e.out, "  elsewhere %s\n", line)
		}
	}
	fmt.Fprintf(e.out, "kernels: %d of %d found; %d findings elsewhere in all programs\n", found, all, wrong)
	return float64(found) >= share*float64(all) && wrong == 0, nil
}

func isKernel(project string) bool {
	return project != "simple" && project != "commonpatterns" && project != "stresstests"
}

// scoreGoker copies the leak programs to dir, which is replaced, and runs the
// analyzer there.
func (e *env) scoreGoker(dir string) (map[string]*gokerScore, error) {
	if err := copyLeakPrograms(dir); err != nil {
		return nil, err
	}
	r, err := e.lint(dir, "./...")
	if err != nil {
		return nil, err
	}
	if r.problems != "" {
		return nil, errors.New(oneLine(r.problems))
	}
	programs, err := e.programs()
	if err != nil {
		return nil, err
	}
	return scorePrograms(programs, r.findings), nil
}

// programs returns the leak programs and their lines.
func (e *env) programs() ([]program, error) {
	records, err := readTable(e.table("goker.tsv"), 6)
	if err != nil {
		return nil, err
	}
	var programs []program
	for _, r := range records {
		p := program{name: r[0], project: r[1], file: r[2]}
		for i, lines := range []*[]int{&p.blocked, &p.started, &p.locked} {
			if *lines, err = lineList(r[3+i]); err != nil {
				return nil, fmt.Errorf("%s: %w", p.name, err)
			}
		}
		programs = append(programs, p)
	}
	return programs, nil
}

// scorePrograms sorts findings by the program that they stand in. A program is
// found by a finding on the line where it blocks, on that of its go statement or
// on that of its lock; a finding elsewhere is wrong.
func scorePrograms(programs []program, findings []finding.Finding) map[string]*gokerScore {
	scores := make(map[string]*gokerScore)
	of := func(project string) *gokerScore {
		if scores[project] == nil {
			scores[project] = new(gokerScore)
		}
		return scores[project]
	}
	right := make(map[int]bool) // by index in findings
	for _, p := range programs {
		hit := false
		for i, f := range findings {
			if p.hit(f.Location) {
				hit, right[i] = true, true
			}
		}
		s := of(p.project)
		if hit {
			s.found = append(s.found, p.name)
		} else {
			s.missed = append(s.missed, p.name)
		}
	}
	for i, f := range findings {
		if !right[i] {
			s := of(projectOf(f.Location.File))
			s.wrong = append(s.wrong, fmt.Sprintf("%s:%d %s", f.Location.File, f.Location.Line, f.Code))
		}
	}
	return scores
}

func (p *program) hit(l finding.Location) bool {
	if l.File != p.file {
		return false
	}
	return slices.Contains(p.blocked, l.Line) || slices.Contains(p.started, l.Line) || slices.Contains(p.locked, l.Line)
}

// projectOf is the project of a file: a kernel's is its name without the number.
func projectOf(file string) string {
	name := strings.TrimSuffix(path.Base(file), ".go")
	return strings.TrimRight(name, "0123456789")
}

// copyLeakPrograms makes dir a module of Go's leak programs.
func copyLeakPrograms(dir string) error {
	root, err := goCommand(".", "env", "GOROOT")
	if err != nil {
		return err
	}
	if err := os.RemoveAll(dir); err != nil {
		return err
	}
	from := filepath.Join(strings.TrimSpace(root), "src", "runtime", "testdata", "testgoroutineleakprofile")
	for _, folder := range leakFolders {
		if err := os.MkdirAll(filepath.Join(dir, folder), 0o777); err != nil {
			return err
		}
		files, err := filepath.Glob(filepath.Join(from, folder, "*.go"))
		if err != nil {
			return err
		}
		if len(files) == 0 {
			return errors.New("GOROOT has no " + filepath.ToSlash(from))
		}
		for _, name := range files {
			text, err := os.ReadFile(name)
			if err != nil {
				return err
			}
			if err := os.WriteFile(filepath.Join(dir, folder, filepath.Base(name)), text, 0o666); err != nil {
				return err
			}
		}
	}
	return os.WriteFile(filepath.Join(dir, "go.mod"), []byte("module leaks\n\ngo 1.26\n"), 0o666)
}
