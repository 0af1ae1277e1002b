package maprace_test

import (
	"encoding/binary"
	"flag"
	"fmt"
	"go/format"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// programsPerInput is how many programs one input of the fuzz target makes at
// most. A build with the race detector takes a second or two however many they are.
const programsPerInput = 80

// campaign makes a long run over many programs: go test -run FuzzFixes -campaign 1000-1480
var campaign = flag.String("campaign", "", "the `first-last` seed of programs to try the fixes on, rather than on those of the test")

// keep is for looking into failures.
var keep = flag.String("keep", "", "an empty directory in which to leave the programs, before and after")

// FuzzFixes makes small programs over maps and goroutines at random, fixes them
// and runs them under the race detector. Every offered fix must compile, leave
// nothing to find, and the outcome must be that of the program before it was
// fixed when it took one request after the other. An input lists the seeds of
// programs, four bytes each, and the fix to make; those on which fixes failed
// once are in testdata/fuzz. A long run is
//
//	go test -fuzz=FuzzFixes -fuzztime=1h ./analyzers/maprace
func FuzzFixes(f *testing.F) {
	if testing.Short() {
		f.Skip("builds and runs the programs")
	}
	tool := filepath.Join(f.TempDir(), "govlint")
	build(f, tool)
	modes := []string{"guard", "runtime", "syncmap"}
	from, to := uint32(0), uint32(0)
	if _, err := fmt.Sscanf(*campaign, "%d-%d", &from, &to); err != nil && *campaign != "" {
		f.Fatalf("-campaign %s: %v", *campaign, err)
	}
	for i, first := range modes {
		if *campaign == "" {
			f.Add(seeds(uint32(i*programsPerInput), programsPerInput), first)
		}
		for at := from; at < to; at += programsPerInput {
			f.Add(seeds(at, min(programsPerInput, int(to-at))), first)
		}
	}
	f.Fuzz(func(t *testing.T, input []byte, first string) {
		if !slices.Contains(modes, first) {
			first = "runtime"
		}
		var list []uint32
		for ; len(input) >= 4 && len(list) < programsPerInput; input = input[4:] {
			list = append(list, binary.BigEndian.Uint32(input))
		}
		if len(list) > 0 {
			tryFixes(t, tool, list, first)
		}
	})
}

// seeds are n seeds from the first on, as an input.
func seeds(first uint32, n int) []byte {
	var out []byte
	for i := range uint32(n) {
		out = binary.BigEndian.AppendUint32(out, first+i)
	}
	return out
}

func tryFixes(t *testing.T, tool string, list []uint32, first string) {
	programs, made := generate(t, list)
	lab := newLab(t, tool, programs, "-maprace.fix="+first)
	if *keep != "" {
		defer func() {
			for name, dir := range map[string]string{"before": programs, "after": lab.dir} {
				if err := os.CopyFS(filepath.Join(*keep, name), os.DirFS(dir)); err != nil {
					t.Error(err)
				}
			}
		}()
	}
	lab.run(0, "go", "test", "-vet=off", "-count=1", "./p", "-record")
	before := byProgram(lab.findings())
	fixed := make(map[string]bool)
	for name, fs := range before {
		fixed[name] = allFixed(fs) && made[name].found(fs)
	}
	all := len(list)
	if got := count(fixed); all == programsPerInput && (len(fixed) < all*3/4 || got < all/4) {
		t.Errorf("%d of %d programs have a finding and %d a fix; the generator should make more of both", len(fixed), all, got)
	} else {
		t.Logf("%d programs from %d on, %d with a finding, %d with fixes", all, list[0], len(fixed), got)
	}
	for range 3 {
		lab.run(1, tool, "-maprace.fix="+first, "-fix", "./...")
		for name, why := range lab.broken() {
			t.Errorf("%s, seed %s: %s", name, seedOf(list, name), why)
			delete(fixed, name)
		}
	}
	left := byProgram(lab.findings())
	for name, fs := range left {
		if fixed[name] {
			t.Errorf("%s, seed %s: %d findings after the fix, the first %s", name, seedOf(list, name), len(fs), fs[0].Message)
		}
	}
	lab.run(0, "go", "test", "-vet=off", "-race", "-c", "-o", "hammer.test", "./p")
	for range 3 {
		for _, name := range lab.failing(fixed) {
			t.Errorf("%s, seed %s: races, or does something else, once it is fixed", name, seedOf(list, name))
			delete(fixed, name)
		}
	}
}

// found reports a finding for each map of the program that races: a race that is
// not found is not fixed either.
func (g *generator) found(fs []labFinding) bool {
	return !slices.ContainsFunc(g.tables, func(t *table) bool {
		return t.races && !slices.ContainsFunc(fs, func(f labFinding) bool { return strings.Contains(f.Message, t.field) })
	})
}

func count(set map[string]bool) int {
	n := 0
	for _, in := range set {
		if in {
			n++
		}
	}
	return n
}

var programFile = regexp.MustCompile(`^p/p(\d+)`)

// byProgram puts the findings of a program's files together.
func byProgram(byFile map[string][]labFinding) map[string][]labFinding {
	out := make(map[string][]labFinding)
	for file, fs := range byFile {
		if m := programFile.FindStringSubmatch(file); m != nil {
			out["P"+m[1]] = append(out["P"+m[1]], fs...)
		}
	}
	return out
}

func seedOf(list []uint32, name string) string {
	i := 0
	if _, err := fmt.Sscanf(name, "P%d", &i); err != nil || i >= len(list) {
		return "unknown"
	}
	return fmt.Sprint(list[i])
}

var complaint = regexp.MustCompile(`(?m)^(?:vet: )?(?:\./)?p/(p\d+)\w*\.go:.*`)

// broken removes the programs that vet does not like, and says why.
func (l *lab) broken() map[string]string {
	l.t.Helper()
	bad := make(map[string]string)
	for {
		out, err := l.command("go", "vet", "./...").CombinedOutput()
		if err == nil {
			return bad
		}
		m := complaint.FindSubmatch(out)
		if m == nil {
			l.t.Fatalf("go vet: %v: %s", err, out)
		}
		name := string(m[1])
		bad["P"+name[1:]] = string(m[0])
		files, err := filepath.Glob(filepath.Join(l.dir, "p", name+"*.go"))
		if err != nil {
			l.t.Fatal(err)
		}
		for _, file := range files {
			if err := os.Rename(file, file+".broken"); err != nil {
				l.t.Fatal(err)
			}
		}
	}
}

var failed = regexp.MustCompile(`(?m)^--- FAIL: Test(P\d+)`)

// failing runs the tests of programs and returns those that fail.
func (l *lab) failing(programs map[string]bool) []string {
	l.t.Helper()
	var names []string
	for name, in := range programs {
		if in {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	cmd := l.command("../hammer.test", "-test.run=^Test("+strings.Join(names, "|")+")$", "-test.timeout=2m")
	cmd.Dir = filepath.Join(l.dir, "p")
	out, err := cmd.CombinedOutput()
	var bad []string
	for _, m := range failed.FindAllSubmatch(out, -1) {
		bad = append(bad, string(m[1]))
	}
	if err != nil && len(bad) == 0 {
		l.t.Errorf("%v: %.4000s", err, out)
	}
	return bad
}

// generate writes a module of racy programs, each with a test.
func generate(t *testing.T, list []uint32) (string, map[string]*generator) {
	t.Helper()
	made := make(map[string]*generator)
	dir := t.TempDir()
	put := func(name, text string) {
		src := []byte(text)
		if strings.HasSuffix(name, ".go") {
			var err error
			if src, err = format.Source(src); err != nil {
				t.Fatalf("%v in\n%s", err, text)
			}
		}
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, src, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	put("go.mod", "module example.org/fuzz\n\ngo 1.26\n")
	for name, text := range fuzzShared {
		put(name, text)
	}
	for i, seed := range list {
		g := newGenerator(uint64(seed), i)
		for j, text := range g.files() {
			put(fmt.Sprintf("p/p%02d%c.go", i, 'a'+j), text)
		}
		put(fmt.Sprintf("p/p%02d_test.go", i), g.test())
		made[g.name] = g
	}
	return dir, made
}
