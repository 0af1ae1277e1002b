package guarded_test

import (
	"testing"

	"example.org/fixes/guarded"
	"example.org/fixes/hammer"
)

func TestLedger(t *testing.T) {
	l := guarded.NewLedger()
	hammer.Run(func(i int) { _ = l.Move("a", "b", 1); l.Remove("x"); l.Sum("a") })
	if got, want := l.Sum("b"), hammer.Goroutines*hammer.Times; got != want {
		t.Errorf("got %v, want %v", got, want)
	}
}
