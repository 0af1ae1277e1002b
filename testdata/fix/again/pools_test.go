package again_test

import (
	"strconv"
	"testing"

	"example.org/fixes/again"
	"example.org/fixes/hammer"
)

func TestPools(t *testing.T) {
	var pools again.Pools
	hammer.Run(func(i int) { pools.Of(strconv.Itoa(i)).Lend() })
	for i := range hammer.Times {
		if got := pools.Of(strconv.Itoa(i)).Loans(); got != hammer.Goroutines {
			t.Errorf("tenant %d has %d loans, want %d", i, got, hammer.Goroutines)
		}
	}
}
