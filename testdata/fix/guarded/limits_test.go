package guarded_test

import (
	"testing"

	"example.org/fixes/guarded"
	"example.org/fixes/hammer"
)

func TestLimits(t *testing.T) {
	l := guarded.NewLimits()
	hammer.Run(func(i int) { l.Allow("a", 10); l.Allow("b", 10); l.Forget("a") })
	if got, want := l.Seen("a"), hammer.Goroutines*hammer.Times; got != want {
		t.Errorf("got %v, want %v", got, want)
	}
}
