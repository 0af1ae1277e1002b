package workers_test

import (
	"strconv"
	"testing"

	"example.org/fixes/workers"
)

func TestTally(t *testing.T) {
	words := make([]string, 200)
	for i := range words {
		words[i] = strconv.Itoa(i % 10)
	}
	got := workers.Tally(words)
	if got, want := got["3"], 20; got != want {
		t.Errorf("got %v, want %v", got, want)
	}
}
