package shapes_test

import (
	"net/http/httptest"
	"strconv"
	"testing"

	"example.org/fixes/hammer"
	"example.org/fixes/shapes"
)

func TestPeaks(t *testing.T) {
	peaks := shapes.NewPeaks()
	hammer.Run(func(i int) {
		peaks.ServeHTTP(nil, httptest.NewRequest("GET", "/a?n="+strconv.Itoa(i), nil))
		peaks.ServeHTTP(nil, httptest.NewRequest("GET", "/a?n="+strconv.Itoa(-i), nil))
	})
	if got, want := peaks.High("/a"), hammer.Times-1; got != want {
		t.Errorf("peak %d, want %d", got, want)
	}
	if got, want := peaks.Width("/a"), 2*(hammer.Times-1); got != want {
		t.Errorf("width %d, want %d", got, want)
	}
}
