package handlers_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"example.org/fixes/hammer"
	"example.org/fixes/handlers"
)

func TestListing(t *testing.T) {
	mux := http.NewServeMux()
	handlers.NewListing().Routes(mux)
	serve := func(path string) string {
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
		return w.Body.String()
	}
	hammer.Run(func(i int) { serve("/add?name=ann"); serve("/list") })
	if got, want := serve("/list"), fmt.Sprintf("ann %d\n", hammer.Goroutines*hammer.Times); got != want {
		t.Errorf("got %v, want %v", got, want)
	}
}
