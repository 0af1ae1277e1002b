package background_test

import (
	"testing"

	"example.org/fixes/background"
)

func TestDrain(t *testing.T) {
	for range 50 {
		if got, want := background.Drain(8), int64(321); got != want {
			t.Fatalf("got %v, want %v", got, want)
		}
	}
}
