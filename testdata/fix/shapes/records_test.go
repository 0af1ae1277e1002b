package shapes_test

import (
	"net/http/httptest"
	"testing"

	"example.org/fixes/hammer"
	"example.org/fixes/shapes"
)

func TestRecords(t *testing.T) {
	records := shapes.NewRecords()
	hammer.Run(func(i int) {
		records.ServeHTTP(nil, httptest.NewRequest("GET", "/p?client=a", nil))
		records.ServeHTTP(nil, httptest.NewRequest("GET", "/q?client=b", nil))
		records.Forget(nil, httptest.NewRequest("GET", "/?client=b", nil))
	})
	if got := records.Path("a"); got != "/p" {
		t.Errorf("path %q, want /p", got)
	}
	if got := records.Path("b"); got != "" {
		t.Errorf("path %q, want none", got)
	}
}
