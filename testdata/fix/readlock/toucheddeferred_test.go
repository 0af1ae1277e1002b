package readlock_test

import (
	"testing"

	"example.org/fixes/hammer"
	"example.org/fixes/readlock"
)

func TestToucheddeferred(t *testing.T) {
	s := readlock.NewTouchedDeferred()
	hammer.Run(func(i int) { s.Touch("a"); s.Drop("x"); s.Get("a") })
	if got, want := s.Get("a"), 2*hammer.Goroutines*hammer.Times; got != want {
		t.Errorf("got %v, want %v", got, want)
	}
}
