package handlers_test

import (
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"

	"example.org/fixes/hammer"
	"example.org/fixes/handlers"
)

func TestTwice(t *testing.T) {
	mux := http.NewServeMux()
	handlers.NewTwice(1000).Routes(mux)
	serve := func(path string) int {
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
		return w.Code
	}
	hammer.Run(func(i int) { serve("/hello?name=" + strconv.Itoa(i)); serve("/known?name=1") })
	if got, want := serve("/known?name=7"), http.StatusOK; got != want {
		t.Errorf("got %v, want %v", got, want)
	}
}
