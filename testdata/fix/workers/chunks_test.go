package workers_test

import (
	"strconv"
	"testing"

	"example.org/fixes/workers"
)

func TestChunks(t *testing.T) {
	words := make([]string, 200)
	for i := range words {
		words[i] = strconv.Itoa(i % 10)
	}
	if got, want := workers.Chunks(words), 20; got != want {
		t.Errorf("got %v, want %v", got, want)
	}
}
