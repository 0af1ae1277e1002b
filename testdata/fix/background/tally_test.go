package background_test

import (
	"testing"

	"example.org/fixes/background"
)

func TestTally(t *testing.T) {
	if got, want := background.Tally(200), 600; got != want {
		t.Errorf("got %v, want %v", got, want)
	}
}
