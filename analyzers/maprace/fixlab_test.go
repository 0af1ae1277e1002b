package maprace_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestFixesOfPrograms fixes the racy programs of testdata/fix, one a file, and
// runs their tests under the race detector: each hammers its program and
// compares what comes out with what a locked map would give.
func TestFixesOfPrograms(t *testing.T) {
	if testing.Short() {
		t.Skip("builds and runs some sixty programs")
	}
	lab := newLab(t, "../../testdata/fix")
	programs := lab.programs()
	before := lab.findings()
	found, fixed := 0, 0
	for _, p := range programs {
		if len(before[p]) == 0 {
			t.Errorf("%s races, and nothing is found", p)
			continue
		}
		found++
		if fixes(before[p]) > 0 {
			fixed++
		}
	}
	t.Logf("%d programs, %d with a finding, %d with a fix", len(programs), found, fixed)
	if len(programs) < 60 || fixed < 45 {
		t.Errorf("%d of %d programs get a fix; want 45 of 60 or more", fixed, len(programs))
	}
	lab.run(1, lab.tool, "-fix", "./...")
	lab.setAside(programs, before)
	if out := lab.run(0, "gofmt", "-l", "."); len(out) > 0 {
		t.Errorf("not formatted: %s", out)
	}
	lab.run(0, "go", "build", "./...")
	lab.run(0, "go", "vet", "./...")
	lab.run(0, "go", "test", "-race", "-count=5", "./...")
	for file, fs := range lab.findings() {
		t.Errorf("%s: %d findings after the fix, the first %s", file, len(fs), fs[0].Message)
	}
}

// A lab is a copy of a module of racy programs.
type lab struct {
	t         *testing.T
	dir, tool string
}

type labFinding struct {
	Message  string
	Location struct{ File string }
	Fixes    []json.RawMessage
}

func newLab(t *testing.T, module string) *lab {
	t.Helper()
	l := &lab{t: t, dir: t.TempDir()}
	if err := os.CopyFS(l.dir, os.DirFS(module)); err != nil {
		t.Fatal(err)
	}
	l.tool = filepath.Join(t.TempDir(), "govlint")
	build := exec.Command("go", "build", "-o", l.tool, "../../cmd/govlint")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return l
}

// programs are the files that race, slash-separated.
func (l *lab) programs() []string {
	all, err := filepath.Glob(filepath.Join(l.dir, "*", "*.go"))
	if err != nil {
		l.t.Fatal(err)
	}
	var out []string
	for _, file := range all {
		rel, err := filepath.Rel(l.dir, file)
		if err != nil {
			l.t.Fatal(err)
		}
		rel = filepath.ToSlash(rel)
		if !strings.HasSuffix(rel, "_test.go") && !strings.HasPrefix(rel, "hammer/") {
			out = append(out, rel)
		}
	}
	return out
}

func fixes(findings []labFinding) int {
	n := 0
	for _, f := range findings {
		n += len(f.Fixes)
	}
	return n
}

// setAside removes the programs that no fix was offered for: they still race.
func (l *lab) setAside(programs []string, before map[string][]labFinding) {
	for _, p := range programs {
		if fixes(before[p]) > 0 {
			continue
		}
		name := strings.TrimSuffix(filepath.Join(l.dir, filepath.FromSlash(p)), ".go")
		for _, file := range []string{name + ".go", name + "_test.go"} {
			if err := os.Remove(file); err != nil {
				l.t.Fatal(err)
			}
		}
	}
}

func (l *lab) findings() map[string][]labFinding {
	l.t.Helper()
	out := make(map[string][]labFinding)
	for line := range bytes.Lines(l.run(1, l.tool, "-f", "json", "./...")) {
		var f labFinding
		if err := json.Unmarshal(line, &f); err != nil {
			l.t.Fatal(err)
		}
		file := filepath.ToSlash(f.Location.File)
		out[file] = append(out[file], f)
	}
	return out
}

// run runs a command in the copy and returns what it prints. It may exit with
// a code up to most.
func (l *lab) run(most int, name string, args ...string) []byte {
	l.t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir = l.dir
	cmd.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=-mod=mod")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.ExitCode() <= most {
		return out
	}
	if err != nil {
		l.t.Fatalf("%s %s: %v\n%s%s", name, strings.Join(args, " "), err, out, stderr.Bytes())
	}
	return out
}
