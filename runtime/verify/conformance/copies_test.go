package conformance

import (
	"fmt"
	"maps"
	"os/exec"
	"strings"
	"testing"

	"github.com/govlint/govlint/runtime/cmap"
	"github.com/govlint/govlint/runtime/cowmap"
	"github.com/govlint/govlint/runtime/shardmap"
)

func TestFromAndSnapshotCopy(t *testing.T) {
	for name, from := range map[string]func(map[string]int) concurrentMap[string, int]{
		"cmap":     func(src map[string]int) concurrentMap[string, int] { return cmap.From(src) },
		"shardmap": func(src map[string]int) concurrentMap[string, int] { return shardmap.From(src) },
		"cowmap":   func(src map[string]int) concurrentMap[string, int] { return cowmap.From(src) },
	} {
		t.Run(name, func(t *testing.T) {
			src := map[string]int{}
			for i := range 1000 {
				src[fmt.Sprint(i)] = i
			}
			want := maps.Clone(src)
			m := from(src)
			clear(src)
			out := m.Snapshot()
			if !maps.Equal(out, want) {
				t.Errorf("%d entries of %d, or other ones", len(out), len(want))
			}
			clear(out)
			if m.Len() != len(want) {
				t.Error("clearing a snapshot changes the map")
			}
			empty := from(nil)
			empty.Store("a", 1)
			if empty.Len() != 1 {
				t.Error("a map from nil does not work")
			}
		})
	}
}

// testdata/copied copies each type once, on a line that names it.
func TestVetReportsCopies(t *testing.T) {
	out, err := exec.Command("go", "vet", "-copylocks", "./testdata/copied").CombinedOutput()
	if err == nil {
		t.Fatalf("vet is silent: %s", out)
	}
	for _, typ := range []string{"cmap.Map", "shardmap.Map", "cowmap.Map", "counter.Array", "counter.Map"} {
		if !strings.Contains(string(out), "runtime/"+typ) {
			t.Errorf("vet does not report a copy of %s:\n%s", typ, out)
		}
	}
}
