package maprace_test

import (
	"bytes"
	"errors"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// record notes the outcome of the programs when all is done one after the other:
// even what they start goroutines for.
func (l *lab) record() {
	l.t.Helper()
	serial := strings.NewReplacer("go func() {", "func() {", "wg.Go(", "serial(")
	sources := l.sources()
	for i := 0; i < len(sources); i += 2 {
		if !strings.HasSuffix(sources[i], "_test.go") {
			l.write(sources[i], serial.Replace(sources[i+1]))
		}
	}
	file := filepath.Join(l.dir, "p", "serial.go")
	l.write(file, "package p\n\nfunc serial(f func()) { f() }\n")
	l.run(0, "go", "test", "-vet=off", "-ldflags=-s -w", "-count=1", "./p", "-record")
	if err := os.Remove(file); err != nil {
		l.t.Fatal(err)
	}
	for i := 0; i < len(sources); i += 2 {
		l.write(sources[i], sources[i+1])
	}
}

func (l *lab) write(file, text string) {
	l.t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		l.t.Fatal(err)
	}
}

// fixToEnd applies fixes until nothing changes. Fixes that overlap others wait for
// the next run.
func (l *lab) fixToEnd(fail func(name, why string)) {
	l.t.Helper()
	const most = 5
	for range most {
		before := l.sources()
		for {
			out, err := l.command(l.tool, append(l.flags, "-fix", "./...")...).CombinedOutput()
			var exit *exec.ExitError
			if err == nil || errors.As(err, &exit) && exit.ExitCode() == 1 {
				break
			}
			if !l.setApart(out, fail) {
				l.t.Fatalf("govlint -fix: %v: %.4000s", err, out)
			}
		}
		if after := l.sources(); slices.Equal(before, after) {
			return
		}
	}
	l.t.Errorf("fixes still change the programs in run %d", most)
}

// sources are the files of the programs and what they say.
func (l *lab) sources() []string {
	l.t.Helper()
	var out []string
	for _, file := range l.files() {
		src, err := os.ReadFile(file)
		if err != nil {
			l.t.Fatal(err)
		}
		out = append(out, file, string(src))
	}
	return out
}

func (l *lab) files() []string {
	files, err := filepath.Glob(filepath.Join(l.dir, "p", "*.go"))
	if err != nil {
		l.t.Fatal(err)
	}
	return files
}

var complaint = regexp.MustCompile(`(?m)^(?:govlint: )?(?:example\.org/fuzz/p: |vet: )?(?:\./)?p/(p\d+)[a-z_]+\.go:.*`)

// setApart removes the program that the go command complains of. It reports
// whether there is one.
func (l *lab) setApart(out []byte, fail func(name, why string)) bool {
	l.t.Helper()
	m := complaint.FindSubmatch(out)
	if m == nil {
		return false
	}
	name := string(m[1])
	fail("P"+name[1:], string(m[0]))
	files, err := filepath.Glob(filepath.Join(l.dir, "p", name+"[a-z_]*.go"))
	if err != nil {
		l.t.Fatal(err)
	}
	for _, file := range files {
		if err := os.Rename(file, file+".broken"); err != nil {
			l.t.Fatal(err)
		}
	}
	return len(files) > 0
}

// vet compiles the programs and runs vet over them.
func (l *lab) vet(fail func(name, why string)) {
	l.t.Helper()
	for {
		out, err := l.command("go", "vet", "./...").CombinedOutput()
		if err == nil {
			return
		}
		if !l.setApart(out, fail) {
			l.t.Fatalf("go vet: %v: %.4000s", err, out)
		}
	}
}

// unformatted looks for programs that gofmt would change.
func (l *lab) unformatted(fail func(name, why string)) {
	l.t.Helper()
	for _, file := range l.files() {
		src, err := os.ReadFile(file)
		if err != nil {
			l.t.Fatal(err)
		}
		formatted, err := format.Source(src)
		if err != nil || bytes.Equal(src, formatted) {
			continue // what does not parse is vet's
		}
		if m := programFile.FindStringSubmatch("p/" + filepath.Base(file)); m != nil {
			fail("P"+m[1], filepath.Base(file)+" is not formatted")
		}
	}
}

// only removes the programs that are not fixed: they race.
func (l *lab) only(programs map[string]bool) {
	l.t.Helper()
	for _, file := range l.files() {
		m := programFile.FindStringSubmatch("p/" + filepath.Base(file))
		if m == nil || programs["P"+m[1]] {
			continue
		}
		if err := os.Remove(file); err != nil {
			l.t.Fatal(err)
		}
	}
}

// shake puts a call before each statement of the programs that may let another
// goroutine run, so that what should be one step shows when it is two.
func (l *lab) shake() {
	l.t.Helper()
	l.write(filepath.Join(l.dir, "p", "yield.go"), yield)
	for _, file := range l.files() {
		if m := programFile.MatchString("p/" + filepath.Base(file)); !m || strings.HasSuffix(file, "_test.go") {
			continue
		}
		src, err := os.ReadFile(file)
		if err != nil {
			l.t.Fatal(err)
		}
		fset := token.NewFileSet()
		parsed, err := parser.ParseFile(fset, file, src, 0)
		if err != nil {
			l.t.Fatal(err)
		}
		l.write(file, string(shaken(fset, parsed, src)))
	}
}

const yield = `package p

import (
	"math/rand/v2"
	"runtime"
)

func yield() {
	if rand.IntN(3) == 0 {
		runtime.Gosched()
	}
}
`

func shaken(fset *token.FileSet, file *ast.File, src []byte) []byte {
	var at []int
	ast.Inspect(file, func(n ast.Node) bool {
		var list []ast.Stmt
		switch n := n.(type) {
		case *ast.BlockStmt:
			list = n.List
		case *ast.CaseClause:
			list = n.Body
		case *ast.CommClause:
			list = n.Body
		}
		for _, s := range list {
			switch s.(type) {
			case *ast.CaseClause, *ast.CommClause, *ast.EmptyStmt:
			default:
				at = append(at, fset.Position(s.Pos()).Offset)
			}
		}
		return true
	})
	slices.Sort(at)
	var out []byte
	last := 0
	for _, offset := range at {
		out = append(append(out, src[last:offset]...), "yield(); "...)
		last = offset
	}
	return append(out, src[last:]...)
}

var (
	failed  = regexp.MustCompile(`(?m)^--- FAIL: Test(P\d+)`)
	running = regexp.MustCompile(`(?m)^=== RUN +Test(P\d+)$`)
)

// saidOf is the beginning of what the test of a program prints when it fails.
func saidOf(out []byte, name string) string {
	said, _, _ := bytes.Cut(out, []byte("--- FAIL: Test"+name))
	if start := bytes.LastIndex(said, []byte("=== RUN   ")); start >= 0 {
		said = said[start:]
	}
	return string(said[:min(len(said), 1500)])
}

// hammer runs the tests of programs, three times. One that takes the process down
// does not keep the others from being run.
func (l *lab) hammer(programs map[string]bool, fail func(name, why string)) {
	l.t.Helper()
	for run := 0; run < 3 && count(programs) > 0; {
		out, err := l.hammerOnce(programs)
		if err == nil {
			run++
			continue
		}
		for _, m := range failed.FindAllSubmatch(out, -1) {
			if name := string(m[1]); programs[name] {
				fail(name, "races, or does something else, once it is fixed: "+saidOf(out, name))
			}
		}
		var exit *exec.ExitError
		if errors.As(err, &exit) && exit.ExitCode() == 1 {
			run++
			continue
		}
		runs := running.FindAllSubmatch(out, -1)
		if len(runs) == 0 {
			l.t.Fatalf("%v: %.4000s", err, out)
		}
		last := string(runs[len(runs)-1][1])
		if !programs[last] {
			l.t.Fatalf("%v behind %s: %.4000s", err, last, out)
		}
		fail(last, "ends the process, or does not end, once it is fixed")
	}
}

func (l *lab) hammerOnce(programs map[string]bool) ([]byte, error) {
	var names []string
	for name, in := range programs {
		if in {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	cmd := l.command("../hammer.test", "-test.v", "-test.run=^Test("+strings.Join(names, "|")+")$", "-test.timeout=3m")
	cmd.Dir = filepath.Join(l.dir, "p")
	cmd.Env = append(cmd.Env, "GOMAXPROCS=4")
	return cmd.CombinedOutput()
}
