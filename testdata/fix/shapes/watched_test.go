package shapes

import (
	"net/http/httptest"
	"strings"
	"testing"

	"example.org/fixes/hammer"
)

// The test of the package itself uses the map, too.
func TestWatch(t *testing.T) {
	watch := NewWatch()
	hammer.Run(func(i int) {
		watch.ServeHTTP(nil, httptest.NewRequest("GET", "/a?"+strings.Repeat("q", i), nil))
	})
	if got := watch.last["/a"]; got != hammer.Times-1 {
		t.Errorf("last seen at %d, want %d", got, hammer.Times-1)
	}
	if _, ok := watch.last["/b"]; ok || len(watch.last) != 1 {
		t.Errorf("%d were seen, want 1", len(watch.last))
	}
	watch.last["/b"] = 7
	for who, at := range watch.last {
		if who == "/b" && at != 7 {
			t.Errorf("%s was seen at %d", who, at)
		}
	}
	delete(watch.last, "/a")
	if len(watch.last) != 1 {
		t.Error("still seen")
	}
}
