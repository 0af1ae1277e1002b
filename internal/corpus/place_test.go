package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/govlint/govlint/internal/finding"
)

// write makes a module's folder with one file.
func write(t *testing.T, file, text string) *source {
	t.Helper()
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, file)), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, file), []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	return newSource(dir)
}

const hub = `package hub

type Hub[K comparable] struct{ results chan K }

func New() {
}

func (h *Hub[K]) Run(k K) {
	go func() {
		h.results <-	k
	}()
}

func (Hub[K]) Len() int { return 0 }

var size = 3
`

func TestFunction(t *testing.T) {
	src := write(t, "pkg/hub.go", hub)
	for _, test := range []struct {
		file string
		line int
		want string
	}{
		{"pkg/hub.go", 3, ""},
		{"pkg/hub.go", 5, "New"},
		{"pkg/hub.go", 6, "New"},
		{"pkg/hub.go", 10, "(*Hub).Run"}, // a literal belongs to its declaration
		{"pkg/hub.go", 14, "(Hub).Len"},
		{"pkg/hub.go", 16, ""},
		{"pkg/hub.go", 99, ""},
		{"pkg/other.go", 1, ""},
	} {
		if got := src.function(test.file, test.line); got != test.want {
			t.Errorf("%s:%d stands in %q, want %q", test.file, test.line, got, test.want)
		}
	}
}

func TestFunctionAbsolute(t *testing.T) {
	src := write(t, "pkg/hub.go", hub)
	file := filepath.Join(src.dir, "pkg", "hub.go")
	if got := newSource("elsewhere").function(file, 10); got != "(*Hub).Run" {
		t.Errorf("function %q, want (*Hub).Run", got)
	}
}

func TestFunctionBroken(t *testing.T) {
	src := write(t, "hub.go", "package hub\n\nfunc New() {\n}\n\nfunc (")
	if got := src.function("hub.go", 3); got != "New" {
		t.Errorf("before a syntax error: %q, want New", got)
	}
}

func TestSubject(t *testing.T) {
	src := write(t, "pkg/hub.go", hub)
	at := finding.Location{File: "pkg/hub.go", Line: 10}
	for _, test := range []struct {
		code, message string
		at            finding.Location
		want          string
	}{
		{"maprace/unguarded", "map h.conns is written here", at, "h.conns"},
		{"maprace/lock-upgrade", "h.mu is locked while it is read-locked", at, ""},
		{"goroutineleak/send", "the goroutine started at hub.go:9 is blocked", at, "h.results <- k"},
		{"goroutineleak/send", "the goroutine is blocked", finding.Location{File: "pkg/hub.go", Line: 99}, ""},
		{"goroutineleak/send", "the goroutine is blocked", finding.Location{File: "gone.go", Line: 1}, ""},
	} {
		f := finding.Finding{Code: test.code, Message: test.message, Location: test.at}
		if got := src.subject(&f); got != test.want {
			t.Errorf("%s %q is about %q, want %q", test.code, test.message, got, test.want)
		}
	}
}

func TestPlaces(t *testing.T) {
	f := finding.Finding{
		Location: finding.Location{File: "a.go", Line: 1},
		Related:  []finding.Related{{Location: finding.Location{File: "b.go", Line: 2}}},
	}
	got := places(&f)
	if len(got) != 2 || got[0].File != "a.go" || got[1].File != "b.go" {
		t.Errorf("places %v, want the finding's and then its witness's", got)
	}
}
