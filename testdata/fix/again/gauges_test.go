package again_test

import (
	"strconv"
	"testing"

	"example.org/fixes/again"
	"example.org/fixes/hammer"
)

func TestGauges(t *testing.T) {
	gauges := again.NewGauges()
	hammer.Run(func(i int) { gauges.Add(strconv.Itoa(i), 2) })
	for i := range hammer.Times {
		if got := gauges.Add(strconv.Itoa(i), 0); got != 2*hammer.Goroutines {
			t.Errorf("gauge %d is %d, want %d", i, got, 2*hammer.Goroutines)
		}
	}
}
