package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/govlint/govlint/internal/finding"
)

func TestScorePrograms(t *testing.T) {
	programs := []program{
		{name: "Send", project: "simple", file: "simple.go", blocked: []int{10}, started: []int{8}},
		{name: "Grpc1", project: "grpc", file: "goker/grpc1.go", blocked: []int{10}, locked: []int{5}},
		{name: "Grpc2", project: "grpc", file: "goker/grpc2.go", blocked: []int{10}},
	}
	scores := scorePrograms(programs, []finding.Finding{
		at("goroutineleak/send", "simple.go", 8),
		at("goroutineleak/send", "simple.go", 11),
		at("goroutineleak/lock", "goker/grpc1.go", 5),
		at("goroutineleak/lock", "goker/moby12.go", 10),
		at("goroutineleak/lock", "goker/grpc2.go", 3, finding.Location{File: "goker/grpc2.go", Line: 10}),
	})
	for project, want := range map[string]gokerScore{
		"simple": {found: []string{"Send"}, wrong: []string{"simple.go:11 goroutineleak/send"}},
		// A witness is not enough: the finding itself must stand there.
		"grpc": {found: []string{"Grpc1"}, missed: []string{"Grpc2"}, wrong: []string{"goker/grpc2.go:3 goroutineleak/lock"}},
		"moby": {wrong: []string{"goker/moby12.go:10 goroutineleak/lock"}},
	} {
		got := scores[project]
		if got == nil || !slices.Equal(got.found, want.found) || !slices.Equal(got.missed, want.missed) || !slices.Equal(got.wrong, want.wrong) {
			t.Errorf("%s: %+v, want %+v", project, got, want)
		}
	}
}

func TestAddStack(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "goker", "grpc1.go")
	stack := "goroutine 7 [sync.Mutex.Lock (leaked)]:\n" +
		"sync.(*Mutex).Lock(0x1)\n\t/go/src/sync/mutex.go:46 +0x1\n" +
		"main.(*T).get(0x1)\n\t" + file + ":12 +0x1\n" +
		"main.main.func1()\n\t" + file + ":30 +0x1\n" +
		"created by main.main in goroutine 1\n\t" + file + ":28 +0x1\n"
	locks := []lockCall{{5, "mu"}, {6, "other"}, {12, "mu"}}
	p := program{file: "goker/grpc1.go"}
	p.addStack(dir, stack, locks)
	p.addStack(dir, strings.ReplaceAll(stack, " (leaked)", ""), nil)
	p.addStack(dir, strings.NewReplacer("Mutex.Lock (", "Cond.Wait (", ":12", ":6", ":28", ":29").Replace(stack), locks)
	if !slices.Equal(p.blocked, []int{6, 12}) || !slices.Equal(p.started, []int{28, 29}) || !slices.Equal(p.locked, []int{5, 12}) {
		t.Errorf("blocked %v, started %v, locked %v", p.blocked, p.started, p.locked)
	}
}

// TestLeakPrograms holds the table to the files in GOROOT: after a change of Go
// its lines may stand for nothing.
func TestLeakPrograms(t *testing.T) {
	root, err := checkout()
	if err != nil {
		t.Fatal(err)
	}
	e := &env{root: root}
	programs, err := e.programs()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := copyLeakPrograms(dir); err != nil {
		t.Fatal(err)
	}
	src := newSource(dir)
	kernels := 0
	for _, p := range programs {
		if isKernel(p.project) {
			kernels++
		}
		text, err := os.ReadFile(filepath.Join(dir, p.file))
		if err != nil {
			t.Errorf("%s: %v", p.name, err)
			continue
		}
		if !strings.Contains(string(text), `register("`+p.name+`"`) {
			t.Errorf("%s has no program %s", p.file, p.name)
		}
		if len(p.blocked) == 0 {
			t.Errorf("%s blocks nowhere", p.name)
		}
		for _, line := range slices.Concat(p.blocked, p.started, p.locked) {
			if src.function(p.file, line) == "" {
				t.Errorf("%s: %s:%d is in no function", p.name, p.file, line)
			}
		}
		for _, line := range p.started {
			if text := src.line(p.file, line); !strings.HasPrefix(text, "go ") && !strings.Contains(text, ".Go(") {
				t.Errorf("%s: %s:%d starts no goroutine: %s", p.name, p.file, line, text)
			}
		}
	}
	if kernels != 63 {
		t.Errorf("%d kernels, want 63", kernels)
	}
}
