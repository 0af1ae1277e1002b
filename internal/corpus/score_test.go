package main

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/govlint/govlint/internal/finding"
)

// row is a bug on line 10 of hub.go, whose place is line 20 after the fix.
var row = bug{id: "hub-run", file: "pkg/hub.go", function: "(*Hub).Run", lines: []int{10}, linesAfter: []int{20}, scope: "intra-package"}

func at(code, file string, line int, witness ...finding.Location) finding.Finding {
	f := finding.Finding{Code: code, Location: finding.Location{File: file, Line: line}}
	for _, l := range witness {
		f.Related = append(f.Related, finding.Related{Location: l})
	}
	return f
}

func TestHitsBefore(t *testing.T) {
	labelled := finding.Location{File: "pkg/hub.go", Line: 10}
	for _, test := range []struct {
		name string
		f    finding.Finding
		want bool
	}{
		{"on the line", at("goroutineleak/send", "pkg/hub.go", 10), true},
		{"its witness is on the line", at("goroutineleak/send", "pkg/hub.go", 3, finding.Location{File: "pkg/hub.go", Line: 5}, labelled), true},
		{"its witness is elsewhere", at("goroutineleak/send", "pkg/hub.go", 3, finding.Location{File: "pkg/hub.go", Line: 11}), false},
		{"on the next line", at("goroutineleak/send", "pkg/hub.go", 11), false},
		{"in another file", at("goroutineleak/send", "hub.go", 10), false},
	} {
		if hit := len(hitsBefore(&row, []finding.Finding{test.f})) > 0; hit != test.want {
			t.Errorf("%s: hit %v, want %v", test.name, hit, test.want)
		}
	}
}

// hubBefore sends in line 10 of Run, hubAfter in line 12; both have the same
// statement in line 16 or 18, in Stop.
const (
	hubBefore = "package hub\n\n\n\n\n\n\nfunc (h *Hub) Run() {\n\n\th.c <- 1\n}\n\n\n\nfunc (h *Hub) Stop() {\n\th.c <- 1\n}\n"
	hubAfter  = "package hub\n\n\n\n\n\n\nfunc (h *Hub) Run() {\n\n\n\n\th.c <- 1\n\th.d <- 1\n}\n\n\nfunc (h *Hub) Stop() {\n\th.c <- 1\n}\n"
)

func TestLeftAfter(t *testing.T) {
	before, after := write(t, "pkg/hub.go", hubBefore), write(t, "pkg/hub.go", hubAfter)
	hits := []finding.Finding{at("goroutineleak/send", "pkg/hub.go", 10)}
	for _, test := range []struct {
		name string
		f    finding.Finding
		left bool
	}{
		{"on the line after the fix", at("goroutineleak/send", "pkg/hub.go", 20), true},
		{"its witness is on that line", at("goroutineleak/send", "pkg/hub.go", 3, finding.Location{File: "pkg/hub.go", Line: 20}), true},
		{"the same statement in the same function", at("goroutineleak/send", "pkg/hub.go", 12), true},
		{"another statement in the same function", at("goroutineleak/send", "pkg/hub.go", 13), false},
		{"the same statement in another function", at("goroutineleak/send", "pkg/hub.go", 18), false},
		{"another kind on the line", at("goroutineleak/lock", "pkg/hub.go", 20), false},
		{"another file", at("goroutineleak/send", "pkg/stop.go", 20), false},
	} {
		left := leftAfter(&row, hits, []finding.Finding{test.f}, before, after)
		if got := len(left) > 0; got != test.left {
			t.Errorf("%s: left %v, want %v", test.name, got, test.left)
		}
	}
}

// TestLeftAfterMap shows that a finding about another map in the function is
// another defect.
func TestLeftAfterMap(t *testing.T) {
	before, after := write(t, "pkg/hub.go", hubBefore), write(t, "pkg/hub.go", hubAfter)
	about := func(name string, line int) finding.Finding {
		f := at("maprace/unguarded", "pkg/hub.go", line)
		f.Message = "map " + name + " is written here"
		return f
	}
	hits := []finding.Finding{about("h.conns", 10)}
	if left := leftAfter(&row, hits, []finding.Finding{about("h.conns", 13)}, before, after); len(left) != 1 {
		t.Error("the same map in the same function is not left")
	}
	if left := leftAfter(&row, hits, []finding.Finding{about("h.users", 13)}, before, after); len(left) != 0 {
		t.Error("another map in the same function is left")
	}
}

func TestTotal(t *testing.T) {
	here, across := bug{scope: "intra-package"}, bug{scope: "cross-package"}
	verdicts := []verdict{
		{bug: &here},
		{bug: &here, loads: true},
		{bug: &here, loads: true, found: true},
		{bug: &across, loads: true, found: true, gone: true},
	}
	if got, want := total(verdicts, ""), (tally{4, 3, 2, 1}); got != want {
		t.Errorf("all: %v, want %v", got, want)
	}
	if got, want := total(verdicts, "intra-package"), (tally{3, 2, 1, 0}); got != want {
		t.Errorf("in one package: %v, want %v", got, want)
	}
	words := []string{"does not load", "missed", "found, still there after", "found, gone"}
	for i, v := range verdicts {
		if v.String() != words[i] {
			t.Errorf("verdict %d is %q, want %q", i, v, words[i])
		}
	}
}

// TestBugs shows that a class has its own table, and -only its say.
func TestBugs(t *testing.T) {
	root := t.TempDir()
	dir := filepath.Join(root, "testdata", "corpus")
	if err := os.MkdirAll(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	table := "id\tmodule\tbefore\tafter\tpackage\tfile\tfunction\tlines\tlines_after\tscope\trequire\n" +
		"# a row that is left out\n" +
		"one\texample.com/m\tv1.0.0\tv1.1.0\texample.com/m/hub\thub/hub.go\tRun\t86,288\t\tintra-package\texample.com/x@v1.0.0 example.com/y@v2.0.0\n" +
		"two\texample.com/m\tv1.0.0\tv1.1.0\texample.com/m\tmain.go\tmain\t5\t6\tcross-package\t\n"
	if err := os.WriteFile(filepath.Join(dir, "goroutineleak.tsv"), []byte(table), 0o666); err != nil {
		t.Fatal(err)
	}
	e := &env{root: root, class: "goroutineleak"}
	bugs, err := e.bugs()
	if err != nil {
		t.Fatal(err)
	}
	if len(bugs) != 2 || bugs[0].id != "one" || bugs[1].id != "two" {
		t.Fatalf("rows %v, want one and two", bugs)
	}
	one := bugs[0]
	if !slices.Equal(one.lines, []int{86, 288}) || len(one.linesAfter) != 0 || len(one.require) != 2 {
		t.Errorf("row one is %+v", one)
	}
	if got := one.pattern(); got != "./hub" {
		t.Errorf("pattern %s, want ./hub", got)
	}
	e.only = list("two")
	if bugs, _ = e.bugs(); len(bugs) != 1 || bugs[0].id != "two" {
		t.Errorf("only two: %v", bugs)
	}
	e.class = "ctxprop"
	if _, err := e.bugs(); err == nil {
		t.Error("a class without a table has rows")
	}
}

// TestTables reads the tables of the repository: a row with a line that is no
// number, or with a column too few, must not wait for the next scoring to be seen.
func TestTables(t *testing.T) {
	root, err := checkout()
	if err != nil {
		t.Fatal(err)
	}
	for _, class := range []string{"maprace", "goroutineleak", "ctxprop"} {
		e := &env{root: root, class: class}
		bugs, err := e.bugs()
		if err != nil {
			t.Error(err)
		}
		for _, b := range bugs {
			if len(b.lines) == 0 || b.scope != "intra-package" && b.scope != "cross-package" {
				t.Errorf("%s: row %s has lines %v and scope %q", class, b.id, b.lines, b.scope)
			}
		}
		tables, err := filepath.Glob(e.table("findings/" + class + "/*.tsv"))
		if err != nil {
			t.Fatal(err)
		}
		for _, table := range tables {
			known, err := readVerdicts(table)
			if err != nil {
				t.Error(err)
			}
			for _, j := range known {
				if j.reason == "not read yet" {
					t.Errorf("%s: nobody has read the code of %s", table, j.key())
				}
			}
		}
	}
}

// TestWarnings shows that what a C compiler warns of is no reason not to load.
func TestWarnings(t *testing.T) {
	warned := "# example.com/m/usb\n" +
		"In file included from usb.go:7:\n" +
		"hid.c: In function 'open':\n" +
		"hid.c:12:3: warning: 'strncpy' output may be truncated [-Wstringop-truncation]\n" +
		"   12 |   strncpy(a, b, n);\n" +
		"      |   ^~~~~~~~~~~~~~~~\n"
	if got := withoutWarnings(warned); got != "" {
		t.Errorf("left of warnings: %q", got)
	}
	broken := "# example.com/m/usb\nhid.c:12:3: error: unknown type name 'n'\n"
	if got := withoutWarnings(warned + broken); got != broken {
		t.Errorf("left of an error: %q", got)
	}
	if got := withoutWarnings("# example.com/m\nm.go:3:1: undefined: x\n"); got == "" {
		t.Error("an error in Go is left out")
	}
}
