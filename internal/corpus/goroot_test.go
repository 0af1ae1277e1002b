package main

import (
	"io"
	"path/filepath"
	"slices"
	"testing"
)

// TestRaceDetectorTests holds maprace to the races that the Go project itself
// keeps: it finds those on a map's structure and stays silent where there are none.
func TestRaceDetectorTests(t *testing.T) {
	root, err := checkout()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	e := &env{dir: dir, root: root, class: "maprace", out: io.Discard, log: io.Discard}
	s, err := e.scoreRaceTests(filepath.Join(dir, "race"))
	if err != nil {
		t.Fatal(err)
	}
	if len(s.found)+len(s.missed) != 14 {
		t.Errorf("%d functions expected to race, want 14: 12 on a structure, MapVariable2 and MapVariable3", len(s.found)+len(s.missed))
	}
	for _, name := range s.missed {
		t.Errorf("no finding in %s", name)
	}
	for _, line := range s.wrong {
		t.Errorf("finding where there is no race: %s", line)
	}
	// A function that no longer exists in GOROOT would be missed, never found:
	// here the files and their safe functions must still be there, too.
	src := newSource(filepath.Join(dir, "race"))
	for _, want := range []string{"TestNoRaceMapRR", "TestNoRaceMapRangeRange"} {
		if !slices.ContainsFunc(src.spans("map_test.go"), func(s span) bool { return s.name == want }) {
			t.Errorf("map_test.go has no %s to be silent about", want)
		}
	}
}
