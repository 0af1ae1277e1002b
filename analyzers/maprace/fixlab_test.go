package maprace_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/diff"
)

// update rewrites the golden files; read what comes out before it is committed.
var update = flag.Bool("update", false, "rewrite the golden files of testdata/fix")

// TestFixesOfPrograms fixes the racy programs of testdata/fix, one a file, with
// each kind of fix first, and runs their tests under the race detector: each
// hammers its program and compares what comes out with what a locked map would
// give. What the map fixes make of the programs in shapes, one a shape of code
// that they know, is kept beside them, and so is what becomes of those that look
// and act in two steps, or share what they copied.
func TestFixesOfPrograms(t *testing.T) {
	if testing.Short() {
		t.Skip("builds and runs some eighty programs")
	}
	tool := filepath.Join(t.TempDir(), "govlint")
	build(t, tool)
	for _, test := range []struct {
		first  string // the value of -maprace.fix
		says   string // how the messages of its fixes begin, if all of one kind do
		fixed  int    // programs that get some fix
		ofKind int    // programs that get one of this kind
	}{
		{first: "guard", fixed: 60},
		{first: "runtime", says: "make ", fixed: 75, ofKind: 60},
		{first: "syncmap", says: "make ", fixed: 70, ofKind: 30},
	} {
		t.Run(test.first, func(t *testing.T) {
			lab := newLab(t, tool, "../../testdata/fix", "-maprace.fix="+test.first)
			programs := lab.programs()
			before := lab.findings()
			fixed, ofKind := 0, 0
			for _, p := range programs {
				switch fs := before[p]; {
				case len(fs) == 0:
					t.Errorf("%s races, and nothing is found", p)
				case allFixed(fs):
					fixed++
					if strings.HasPrefix(firstFix(fs), test.says) && test.says != "" {
						ofKind++
					}
				}
			}
			t.Logf("%d programs, %d with a fix, %d of the kind asked for", len(programs), fixed, ofKind)
			if len(programs) < 60 || fixed < test.fixed || ofKind < test.ofKind {
				t.Errorf("%d of %d programs get a fix, %d of the kind asked for; want %d and %d", fixed, len(programs), ofKind, test.fixed, test.ofKind)
			}
			lab.fix()
			lab.setAside(programs, before)
			for _, dir := range []string{"shapes", "again", "copies"} {
				golden := filepath.Join("../../testdata/fix", dir, test.first)
				if _, err := os.Stat(golden); err == nil {
					lab.compare(dir, golden, before, test.says)
				}
			}
			if out := lab.run(0, "gofmt", "-l", "."); len(out) > 0 {
				t.Errorf("not formatted: %s", out)
			}
			lab.run(0, "go", "build", "./...")
			lab.run(0, "go", "vet", "./...")
			lab.run(0, "go", "test", "-race", "-count=5", "./...")
			for file, fs := range lab.findings() {
				t.Errorf("%s: %d findings after the fix, the first %s", file, len(fs), fs[0].Message)
			}
		})
	}
}

// A lab is a copy of a module of racy programs.
type lab struct {
	t         *testing.T
	dir, tool string
	flags     []string
}

type labFinding struct {
	Message  string
	Location struct{ File string }
	Fixes    []struct{ Message string }
}

func build(t testing.TB, tool string) {
	t.Helper()
	if out, err := exec.Command("go", "build", "-o", tool, "../../cmd/govlint").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
}

func newLab(t *testing.T, tool, module string, flags ...string) *lab {
	t.Helper()
	l := &lab{t: t, dir: t.TempDir(), tool: tool, flags: flags}
	if err := os.CopyFS(l.dir, os.DirFS(module)); err != nil {
		t.Fatal(err)
	}
	runtime, err := filepath.Abs("../../runtime")
	if err != nil {
		t.Fatal(err)
	}
	const path = "github.com/govlint/govlint/runtime"
	l.run(0, "go", "mod", "edit", "-require="+path+"@v0.0.0", "-replace="+path+"="+runtime)
	return l
}

// fix applies fixes until there are none: those of two maps in one place take
// two runs.
func (l *lab) fix() {
	l.t.Helper()
	for range 3 {
		l.run(1, l.tool, append(l.flags, "-fix", "./...")...)
	}
}

// compare holds the programs of dir that got a fix of the kind against those in
// the directory golden.
func (l *lab) compare(dir, golden string, before map[string][]labFinding, says string) {
	l.t.Helper()
	for file, fs := range before {
		if !strings.HasPrefix(file, dir+"/") || !allFixed(fs) || !strings.HasPrefix(firstFix(fs), says) {
			continue
		}
		l.compareFile(file, golden, true)
		l.compareFile(strings.TrimSuffix(file, ".go")+"_test.go", golden, false)
	}
}

// compareFile holds one file against its golden file, which it may lack unless
// it must have one.
func (l *lab) compareFile(file, golden string, must bool) {
	l.t.Helper()
	got, err := os.ReadFile(filepath.Join(l.dir, filepath.FromSlash(file)))
	if err != nil {
		l.t.Fatal(err)
	}
	name := filepath.Join(golden, strings.TrimSuffix(filepath.Base(file), ".go")+".golden")
	want, err := os.ReadFile(name)
	if errors.Is(err, os.ErrNotExist) && !must {
		return
	}
	if *update {
		if err := os.WriteFile(name, got, 0o644); err != nil {
			l.t.Fatal(err)
		}
		return
	}
	if err != nil {
		l.t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		l.t.Errorf("%s is not what %s says:\n%s", file, name, diff.Diff("want", want, "got", got))
	}
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

func firstFix(findings []labFinding) string {
	for _, f := range findings {
		if len(f.Fixes) > 0 {
			return f.Fixes[0].Message
		}
	}
	return ""
}

func allFixed(findings []labFinding) bool {
	return !slices.ContainsFunc(findings, func(f labFinding) bool { return len(f.Fixes) == 0 })
}

// setAside removes the programs that still race: some finding has no fix.
func (l *lab) setAside(programs []string, before map[string][]labFinding) {
	for _, p := range programs {
		if allFixed(before[p]) {
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
	for line := range bytes.Lines(l.run(1, l.tool, append(l.flags, "-f", "json", "./...")...)) {
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
	cmd := l.command(name, args...)
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

func (l *lab) command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(name, args...)
	cmd.Dir = l.dir
	cmd.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=-mod=mod")
	return cmd
}
