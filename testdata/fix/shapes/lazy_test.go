package shapes_test

import (
	"net/http/httptest"
	"testing"

	"example.org/fixes/hammer"
	"example.org/fixes/shapes"
)

func TestVisits(t *testing.T) {
	var visits shapes.Visits
	hammer.Run(func(int) { visits.ServeHTTP(nil, httptest.NewRequest("GET", "/a", nil)) })
	if got, want := visits.Of("/a"), hammer.Goroutines*hammer.Times; got != want {
		t.Errorf("got %d, want %d", got, want)
	}
	visits.Reset()
	if !visits.Empty() {
		t.Error("not empty")
	}
}
