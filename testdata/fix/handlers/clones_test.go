package handlers_test

import (
	"net/http/httptest"
	"testing"

	"example.org/fixes/hammer"
	"example.org/fixes/handlers"
)

func TestClones(t *testing.T) {
	s := handlers.NewClones()
	hammer.Run(func(i int) {
		target := "/a"
		if i%2 == 0 {
			target = "/a?q"
		}
		s.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", target, nil))
		s.Requests()
		s.Errors()
	})
	want := hammer.Goroutines * hammer.Times
	if got := s.Requests()["/a"]; got != want {
		t.Errorf("%d requests, want %d", got, want)
	}
	if got := s.Errors()["/a"]; got != want/2 {
		t.Errorf("%d errors, want %d", got, want/2)
	}
}
