package again_test

import (
	"strconv"
	"testing"

	"example.org/fixes/again"
	"example.org/fixes/hammer"
)

func TestRooms(t *testing.T) {
	rooms := again.NewRooms()
	hammer.Run(func(i int) { rooms.Get(strconv.Itoa(i)).Enter() })
	for i := range hammer.Times {
		if got := rooms.Get(strconv.Itoa(i)).Guests(); got != hammer.Goroutines {
			t.Errorf("room %d has %d guests, want %d", i, got, hammer.Goroutines)
		}
	}
}
