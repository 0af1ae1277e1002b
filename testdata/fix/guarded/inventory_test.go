package guarded_test

import (
	"strconv"
	"testing"

	"example.org/fixes/guarded"
	"example.org/fixes/hammer"
)

func TestInventory(t *testing.T) {
	v := guarded.NewInventory()
	hammer.Run(func(i int) { v.Put(strconv.Itoa(i), 1); v.Total(); v.Drop("x") })
	if got, want := v.Total(), hammer.Goroutines*hammer.Times; got != want {
		t.Errorf("got %v, want %v", got, want)
	}
}
