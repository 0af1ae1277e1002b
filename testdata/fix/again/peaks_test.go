package again_test

import (
	"testing"

	"example.org/fixes/again"
	"example.org/fixes/hammer"
)

func TestPeaks(t *testing.T) {
	var peaks again.Peaks
	hammer.Run(func(i int) { peaks.Record("a", i-10) })
	want := 0
	for i := range hammer.Times {
		want += max(i-10, 0)
	}
	if got := peaks.Sum("a"); got != hammer.Goroutines*want {
		t.Errorf("sum %d, want %d", got, hammer.Goroutines*want)
	}
}
