package workers_test

import (
	"strconv"
	"testing"

	"example.org/fixes/workers"
)

func TestUnique(t *testing.T) {
	words := make([]string, 200)
	for i := range words {
		words[i] = strconv.Itoa(i % 10)
	}
	if got, want := workers.Unique(words), 10; got != want {
		t.Errorf("got %v, want %v", got, want)
	}
}
