//go:build !govlint_sched

package schedules

import (
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	_ "github.com/govlint/govlint/runtime/cmap" // so that a result for another one is not taken from the cache
	"github.com/govlint/govlint/runtime/internal/shim"
)

// In a normal build the types are those of the standard library, by another name.
var (
	_ *atomic.Uint64       = (*shim.Uint64)(nil)
	_ *atomic.Pointer[int] = (*shim.Pointer[int])(nil)
	_ *sync.Mutex          = (*shim.Mutex)(nil)
)

// Nor are they called where a map is made for types of another package.
func TestNothingOfTheShimIsCalled(t *testing.T) {
	program := filepath.Join(t.TempDir(), "program")
	if out, err := exec.Command("go", "build", "-o", program, "github.com/govlint/govlint/runtime/verify/bench").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	out, err := exec.Command("go", "tool", "objdump", "-s", `cmap\.\(\*Map`, program).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if !strings.Contains(string(out), "loadThrough(SB)") {
		t.Fatal("no function of a map is in the listing")
	}
	for line := range strings.Lines(string(out)) {
		if strings.Contains(line, "CALL") && strings.Contains(line, "/shim.") {
			t.Errorf("called: %s", line)
		}
	}
}

// The functions leave nothing of themselves: the compiler puts the operation of
// sync/atomic in the place of the call, in the shim and in the map.
func TestShimCostsNothing(t *testing.T) {
	const shimPath, cmapPath = "github.com/govlint/govlint/runtime/internal/shim", "github.com/govlint/govlint/runtime/cmap"
	out, err := exec.Command("go", "build", "-gcflags="+shimPath+"=-m", "-gcflags="+cmapPath+"=-m", shimPath, cmapPath).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, f := range []string{"LoadPointer", "StorePointer", "SwapPointer", "CompareAndSwapPointer", "Touch"} {
		if !strings.Contains(string(out), "can inline "+f) {
			t.Errorf("%s is not inlined", f)
		}
		if !strings.Contains(string(out), "inlining call to shim."+f) {
			t.Errorf("no call of %s in cmap is inlined", f)
		}
	}
}
