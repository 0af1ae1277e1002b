package shapes_test

import (
	"maps"
	"strings"
	"testing"

	"example.org/fixes/hammer"
	"example.org/fixes/shapes"
)

func TestLengths(t *testing.T) {
	var words []string
	want := make(map[string]int)
	for i := range hammer.Times {
		word := strings.Repeat("x", i)
		words = append(words, word)
		want[word] = i
	}
	if got := shapes.Lengths(words, func(s string) int { return len(s) }); !maps.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if got := shapes.Lengths(words, func(s string) int { return 3 - len(s) }); got != nil {
		t.Errorf("got %v, want nothing", got)
	}
}
