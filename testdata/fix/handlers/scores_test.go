package handlers_test

import (
	"net/http/httptest"
	"testing"

	"example.org/fixes/hammer"
	"example.org/fixes/handlers"
)

func TestScores(t *testing.T) {
	s := handlers.NewScores()
	hammer.Run(func(i int) {
		s.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/ann", nil))
	})
	if got, want := s.Total("/ann"), 100+hammer.Goroutines*hammer.Times; got != want {
		t.Errorf("got %v, want %v", got, want)
	}
}
