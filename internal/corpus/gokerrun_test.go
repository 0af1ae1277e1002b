package main

import (
	"io"
	"path/filepath"
	"testing"
)

// TestLeakKernels holds goroutineleak to Go's own leak programs. Of the kernels
// only those of the open projects count here; go run ./internal/corpus goker
// scores all.
func TestLeakKernels(t *testing.T) {
	e := leakEnv(t)
	scores, err := e.scoreGoker(filepath.Join(e.dir, "goker"))
	if err != nil {
		t.Fatal(err)
	}
	found, all := 0, 0
	for project := range open {
		s := scores[project]
		if s == nil {
			t.Errorf("nothing known of %s", project)
			continue
		}
		for _, line := range s.wrong {
			t.Errorf("finding where %s does not leak: %s", project, line)
		}
		if isKernel(project) {
			found += len(s.found)
			all += len(s.found) + len(s.missed)
		}
		for _, name := range s.missed {
			t.Logf("missed: %s", name)
		}
	}
	if all != 32 || float64(found) < 0.6*float64(all) {
		t.Errorf("%d of %d kernels found, want 60 %% of 32", found, all)
	}
}

// TestNoRaceNoLeak holds goroutineleak to silence in functions that the race
// detector is tested with: all of them end.
func TestNoRaceNoLeak(t *testing.T) {
	e := leakEnv(t)
	s, err := e.scoreRaceTests(filepath.Join(e.dir, "race"))
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range s.wrong {
		t.Errorf("finding in a function that ends: %s", line)
	}
}

func leakEnv(t *testing.T) *env {
	t.Helper()
	root, err := checkout()
	if err != nil {
		t.Fatal(err)
	}
	return &env{dir: t.TempDir(), root: root, class: "goroutineleak", out: io.Discard, log: io.Discard}
}
