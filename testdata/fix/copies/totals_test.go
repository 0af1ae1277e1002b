package copies_test

import (
	"testing"

	"example.org/fixes/copies"
	"example.org/fixes/hammer"
)

func TestTotals(t *testing.T) {
	var words []string
	for range hammer.Times {
		words = append(words, "a", "b")
	}
	out := make(chan map[string]int, 4)
	go copies.Totals(words, 2, out)
	n := 0
	for totals := range out {
		if n++; totals["a"] != n || totals["b"] != n {
			t.Errorf("report %d: %v", n, totals)
		}
	}
	if n != hammer.Times {
		t.Errorf("%d reports, want %d", n, hammer.Times)
	}
}
