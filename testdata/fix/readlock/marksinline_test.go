package readlock_test

import (
	"testing"

	"example.org/fixes/hammer"
	"example.org/fixes/readlock"
)

func TestMarksinline(t *testing.T) {
	s := readlock.NewMarksInline()
	hammer.Run(func(i int) { s.Touch("a"); s.Drop("x"); s.Get("a") })
	if got, want := s.Get("a"), hammer.Goroutines*hammer.Times; got != want {
		t.Errorf("got %v, want %v", got, want)
	}
}
