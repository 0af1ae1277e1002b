package handlers_test

import (
	"net/http/httptest"
	"strconv"
	"testing"

	"example.org/fixes/hammer"
	"example.org/fixes/handlers"
)

func TestOpened(t *testing.T) {
	s := handlers.NewOpened()
	serve := func(path string) string {
		w := httptest.NewRecorder()
		s.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
		return w.Body.String()
	}
	hammer.Run(func(i int) { serve("/" + strconv.Itoa(i%5)) })
	if got, want := serve("/3"), "tenant of /3"; got != want {
		t.Errorf("got %v, want %v", got, want)
	}
}
