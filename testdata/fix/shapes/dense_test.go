package shapes_test

import (
	"net/http/httptest"
	"testing"

	"example.org/fixes/hammer"
	"example.org/fixes/shapes"
)

func TestLevels(t *testing.T) {
	levels := shapes.NewLevels()
	hammer.Run(func(i int) {
		levels.ServeHTTP(nil, httptest.NewRequest("GET", "/bad", nil))
		levels.ServeHTTP(nil, httptest.NewRequest("GET", "/good", nil))
	})
	n := hammer.Goroutines * hammer.Times
	if got, want := levels.Counts(), [3]int{5 * n, n, n}; got != want {
		t.Errorf("got %v, want %v", got, want)
	}
	if b, x := levels.Code('b'), levels.Code('x'); b != int64(2*n) || x != -int64(n) {
		t.Errorf("codes %d and %d", b, x)
	}
}
