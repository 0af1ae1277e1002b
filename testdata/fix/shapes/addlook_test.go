package shapes_test

import (
	"net/http/httptest"
	"sync"
	"testing"

	"example.org/fixes/hammer"
	"example.org/fixes/shapes"
)

func TestTickets(t *testing.T) {
	tickets := shapes.NewTickets()
	var mu sync.Mutex
	seen := make(map[string]bool)
	hammer.Run(func(i int) {
		w := httptest.NewRecorder()
		tickets.ServeHTTP(w, httptest.NewRequest("GET", "/a", nil))
		mu.Lock()
		defer mu.Unlock()
		if n := w.Body.String(); seen[n] {
			t.Errorf("%s was given out twice", n)
		} else {
			seen[n] = true
		}
	})
	if got, want := len(seen), hammer.Goroutines*hammer.Times; got != want {
		t.Errorf("%d numbers, want %d", got, want)
	}
}
