package shapes_test

import (
	"net/http/httptest"
	"strconv"
	"testing"

	"example.org/fixes/hammer"
	"example.org/fixes/shapes"
)

func TestLog(t *testing.T) {
	log := shapes.NewLog()
	hammer.Run(func(i int) { log.ServeHTTP(nil, httptest.NewRequest("GET", "/?level=info&line="+strconv.Itoa(i), nil)) })
	if got, want := log.Len("info"), hammer.Goroutines*hammer.Times; got != want {
		t.Errorf("got %d lines, want %d", got, want)
	}
	if !log.Has("info", "7") || log.Has("info", "x") {
		t.Error("a line is lost, or there is one too many")
	}
}
