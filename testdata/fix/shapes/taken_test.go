package shapes_test

import (
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync/atomic"
	"testing"

	"example.org/fixes/hammer"
	"example.org/fixes/shapes"
)

func TestMail(t *testing.T) {
	mail := shapes.NewMail()
	var fetched atomic.Int64
	ask := func(f http.HandlerFunc, i int) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		f(w, httptest.NewRequest("GET", "/"+strconv.Itoa(i), nil))
		if w.Body.String() == "mail" {
			fetched.Add(1)
		}
		return w
	}
	for i := range hammer.Times {
		ask(mail.Put, i)
	}
	hammer.Run(func(i int) { ask(mail.Fetch, i); ask(mail.Burn, i) })
	if got := fetched.Load(); got != hammer.Times {
		t.Errorf("%d letters fetched, want %d", got, hammer.Times)
	}
	if got := ask(mail.Burn, 1).Code; got != http.StatusNotFound {
		t.Errorf("code %d, want 404", got)
	}
	hammer.Run(func(i int) { ask(mail.Put, i) })
	if got := ask(mail.Burn, 1).Body.String(); got != "mail" {
		t.Errorf("fetched %q", got)
	}
}
