package handlers_test

import (
	"fmt"
	"net/http/httptest"
	"testing"

	"example.org/fixes/hammer"
	"example.org/fixes/handlers"
)

func TestRejected(t *testing.T) {
	s := handlers.NewRejected()
	serve := func() string {
		w := httptest.NewRecorder()
		s.ServeHTTP(w, httptest.NewRequest("GET", "/a", nil))
		return w.Body.String()
	}
	hammer.Run(func(i int) { serve() })
	if got, want := serve(), fmt.Sprint(hammer.Goroutines*hammer.Times+1); got != want {
		t.Errorf("got %v, want %v", got, want)
	}
}
