package shapes_test

import (
	"errors"
	"net/http/httptest"
	"strconv"
	"testing"

	"example.org/fixes/hammer"
	"example.org/fixes/shapes"
)

func TestPages(t *testing.T) {
	pages := shapes.NewPages(func(name string) (string, error) {
		if name == "/none" {
			return "", errors.New("not found")
		}
		return name + "!", nil
	})
	hammer.Run(func(i int) {
		path := "/" + strconv.Itoa(i)
		w := httptest.NewRecorder()
		pages.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
		if got := w.Body.String(); got != path+"!" {
			t.Errorf("page %q, want %q", got, path+"!")
		}
		w = httptest.NewRecorder()
		if pages.ServeHTTP(w, httptest.NewRequest("GET", "/none", nil)); w.Code != 404 {
			t.Errorf("code %d, want 404", w.Code)
		}
	})
}
