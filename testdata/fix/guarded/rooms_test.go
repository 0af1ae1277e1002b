package guarded_test

import (
	"testing"

	"example.org/fixes/guarded"
	"example.org/fixes/hammer"
)

func TestRooms(t *testing.T) {
	s := guarded.NewRooms()
	hammer.Run(func(i int) { s.Enter("blue"); s.Visit("blue") })
	if got, want := s.Guests("blue"), 2*hammer.Goroutines*hammer.Times; got != want {
		t.Errorf("got %v, want %v", got, want)
	}
}
