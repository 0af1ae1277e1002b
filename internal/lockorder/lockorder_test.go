package lockorder_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/govlint/govlint/internal/lockorder"
	"github.com/govlint/govlint/internal/ssafn/ssatest"
)

// TestCycles compares the cycles with the comments where the first function waits:
// why both can be about the same locks, and how many writers it takes. A line
// without one must have none.
func TestCycles(t *testing.T) {
	reasons := map[lockorder.Reason]string{
		lockorder.SameObject: "one object",
		lockorder.Linked:     "linked",
		lockorder.Package:    "package",
		lockorder.Swapped:    "swapped",
	}
	pass, pkg := ssatest.Load(t, "testdata/cycles.go")
	got := make(map[int]string)
	for _, c := range lockorder.Find(pkg) {
		got[pass.Fset.Position(c.Pos()).Line] = fmt.Sprintf("%s, %d writers", reasons[c.How], len(c.Writers))
	}
	assert.Equal(t, ssatest.Comments(t, pass, "cycle:"), got)
}
