package shapes_test

import (
	"maps"
	"net/http/httptest"
	"slices"
	"testing"

	"example.org/fixes/hammer"
	"example.org/fixes/shapes"
)

func TestLabels(t *testing.T) {
	labels := shapes.NewLabels(map[string]string{"app": "a"})
	hammer.Run(func(int) {
		labels.ServeHTTP(nil, httptest.NewRequest("GET", "/?name=zone&value=z", nil))
		labels.Names()
		labels.All()["x"] = "y"
	})
	if got := labels.Names(); !slices.Equal(got, []string{"app", "zone"}) {
		t.Errorf("names %v", got)
	}
	if got := labels.Values(); !slices.Equal(got, []string{"a", "z"}) {
		t.Errorf("values %v", got)
	}
	others := map[string]string{"app": "b", "host": "h"}
	labels.Into(others)
	if !maps.Equal(others, map[string]string{"app": "a", "zone": "z", "host": "h"}) {
		t.Errorf("others %v", others)
	}
}
