package again_test

import (
	"testing"

	"example.org/fixes/again"
	"example.org/fixes/hammer"
)

func TestVotes(t *testing.T) {
	var votes again.Votes
	hammer.Run(func(int) { votes.Cast("a") })
	if got, want := votes.Of("a"), hammer.Goroutines*hammer.Times; got != want {
		t.Errorf("%d votes, want %d", got, want)
	}
}
