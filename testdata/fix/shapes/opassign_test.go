package shapes_test

import (
	"net/http/httptest"
	"testing"

	"example.org/fixes/hammer"
	"example.org/fixes/shapes"
)

func TestTally(t *testing.T) {
	tally := shapes.NewTally()
	hammer.Run(func(int) { tally.ServeHTTP(nil, httptest.NewRequest("GET", "/?client=a", nil)) })
	n := hammer.Goroutines * hammer.Times
	for client, want := range map[string]int{"a": n, "all": 2 * n, "left": -n, "b": 0} {
		if got := tally.Of(client); got != want {
			t.Errorf("%s: got %d, want %d", client, got, want)
		}
	}
}
