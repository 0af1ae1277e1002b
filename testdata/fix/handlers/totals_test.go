package handlers_test

import (
	"fmt"
	"net/http/httptest"
	"testing"

	"example.org/fixes/hammer"
	"example.org/fixes/handlers"
)

func TestTotals(t *testing.T) {
	s := handlers.NewTotals()
	serve := func() string {
		w := httptest.NewRecorder()
		s.ServeHTTP(w, httptest.NewRequest("GET", "/a", nil))
		return w.Body.String()
	}
	hammer.Run(func(i int) { serve() })
	if got, want := serve(), fmt.Sprint(2*hammer.Goroutines*hammer.Times+2); got != want {
		t.Errorf("got %v, want %v", got, want)
	}
}
