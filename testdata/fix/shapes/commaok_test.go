package shapes_test

import (
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"

	"example.org/fixes/hammer"
	"example.org/fixes/shapes"
)

func TestTokens(t *testing.T) {
	mux := http.NewServeMux()
	shapes.NewTokens().Routes(mux)
	serve := func(path string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
		return w
	}
	hammer.Run(func(i int) {
		token := strconv.Itoa(i)
		serve("/login?user=u&token=" + token)
		if user := serve("/whoami?token=" + token).Body.String(); user != "u" {
			t.Errorf("user %q, want u", user)
		}
	})
	serve("/logout?token=3")
	if got := serve("/known?token=3").Code; got != http.StatusNotFound {
		t.Errorf("code %d after the logout", got)
	}
	if got := serve("/known?token=4").Code; got != http.StatusOK {
		t.Errorf("code %d without a logout", got)
	}
}
