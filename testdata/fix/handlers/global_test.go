package handlers_test

import (
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"

	"example.org/fixes/hammer"
	"example.org/fixes/handlers"
)

func TestGlobal(t *testing.T) {
	mux := http.NewServeMux()
	handlers.Register(mux)
	serve := func() string {
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, httptest.NewRequest("GET", "/hits", nil))
		return w.Body.String()
	}
	before, _ := strconv.Atoi(serve())
	hammer.Run(func(i int) { serve() })
	if got, want := serve(), strconv.Itoa(before+hammer.Goroutines*hammer.Times+1); got != want {
		t.Errorf("got %v, want %v", got, want)
	}
}
