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

// programsPerInput is how many programs one input of the fuzz target makes by
// itself, and mostPrograms at most. They are one package: the go command, the
// analysis of what they import and the race detector's link take their time once.
const (
	programsPerInput = 80
	mostPrograms     = 200
)

// modes are the kinds of fixes, one of which comes first.
var modes = []string{"guard", "runtime", "syncmap"}

// campaign makes a long run over many programs:
//
//	go test ./analyzers/maprace -run Campaign -timeout 0 -campaign=65536-69036
var campaign = flag.String("campaign", "", "the `first-last` seed of programs to try the fixes on, rather than on those of the test")

// keep is for looking into failures.
var keep = flag.String("keep", "", "a directory in which to leave programs whose fixes fail, before and after")

// FuzzFixes makes small programs over maps and goroutines at random, fixes them
// and runs them under the race detector. Every offered fix must compile, leave
// nothing to find, and the outcome must be that of the program before it was
// fixed when it took one request after the other. An input lists the seeds of
// programs, four bytes each, and the fix to make; those on which fixes failed
// once are in testdata/fuzz. TestCampaign makes the long run.
func FuzzFixes(f *testing.F) {
	if testing.Short() {
		f.Skip("builds and runs the programs")
	}
	tool := filepath.Join(f.TempDir(), "govlint")
	build(f, tool)
	for i, first := range modes {
		var input []byte
		for _, seed := range seeds(firstWide+uint32(i*programsPerInput), programsPerInput) {
			input = binary.BigEndian.AppendUint32(input, seed)
		}
		f.Add(input, first)
	}
	f.Fuzz(func(t *testing.T, input []byte, first string) {
		if !slices.Contains(modes, first) {
			first = "runtime"
		}
		var list []uint32
		for ; len(input) >= 4 && len(list) < mostPrograms; input = input[4:] {
			list = append(list, binary.BigEndian.Uint32(input))
		}
		if len(list) > 0 {
			tryFixes(t, tool, list, first)
		}
	})
}

// TestCampaign tries the fixes on many programs, with each kind of fix first.
func TestCampaign(t *testing.T) {
	if *campaign == "" {
		t.Skip("takes as long as one wants; see the flag -campaign")
	}
	from, to := uint32(0), uint32(0)
	if _, err := fmt.Sscanf(*campaign, "%d-%d", &from, &to); err != nil {
		t.Fatalf("-campaign %s: %v", *campaign, err)
	}
	tool := filepath.Join(t.TempDir(), "govlint")
	build(t, tool)
	for at := from; at < to; at += mostPrograms {
		list := seeds(at, min(mostPrograms, int(to-at)))
		for _, first := range modes {
			t.Run(fmt.Sprint(first, "/", at), func(t *testing.T) { tryFixes(t, tool, list, first) })
		}
	}
}

// seeds are n seeds from the first on.
func seeds(first uint32, n int) []uint32 {
	list := make([]uint32, n)
	for i := range list {
		list[i] = first + uint32(i)
	}
	return list
}

func tryFixes(t *testing.T, tool string, list []uint32, first string) {
	programs, made := generate(t, list)
	lab := newLab(t, tool, programs, "-checks=maprace", "-maprace.fix="+first)
	if *keep != "" {
		defer leave(t, programs, lab.dir, fmt.Sprint(first, "-", list[0]))
	}
	lab.record()
	before := byProgram(lab.findings())
	fixed := make(map[string]bool)
	for name, fs := range before {
		fixed[name] = allFixed(fs) && made[name].found(fs)
	}
	all := len(list)
	if got := count(fixed); all >= programsPerInput && (len(fixed) < all*3/4 || got < all/4) {
		t.Errorf("%d of %d programs have a finding and %d a fix; the generator should make more of both", len(fixed), all, got)
	} else {
		t.Logf("%d programs from %d on, %d with a finding, %d with fixes", all, list[0], len(fixed), got)
	}
	fail := func(name, why string) {
		t.Errorf("%s, %s first, seed %s: %s", name, first, seedOf(list, name), why)
		delete(fixed, name)
	}
	lab.fixToEnd(fail)
	for name, fs := range byProgram(lab.findings()) {
		if fixed[name] {
			fail(name, fmt.Sprintf("%d findings after the fix, the first %s", len(fs), fs[0].Message))
		}
	}
	lab.unformatted(fail)
	lab.vet(fail)
	lab.only(fixed)
	lab.shake()
	lab.run(0, "go", "test", "-vet=off", "-race", "-ldflags=-s -w", "-c", "-o", "hammer.test", "./p")
	lab.hammer(fixed, fail)
}

// leave copies the programs before and after they were fixed, if there is
// something to look into.
func leave(t *testing.T, before, after, name string) {
	if !t.Failed() {
		return
	}
	for part, dir := range map[string]string{"before": before, "after": after} {
		if err := os.CopyFS(filepath.Join(*keep, name, part), os.DirFS(dir)); err != nil {
			t.Error(err)
		}
	}
}

// found reports a finding for each map of the program that races: a race that is
// not found is not fixed either.
func (g *generator) found(fs []labFinding) bool {
	return !slices.ContainsFunc(slices.Concat(g.tables, g.locals), func(t *table) bool {
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
