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

func TestRooms(t *testing.T) {
	rooms := shapes.NewRooms()
	var created atomic.Int64
	ask := func(f http.HandlerFunc, path string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		f(w, httptest.NewRequest("GET", path, nil))
		if w.Code == http.StatusCreated {
			created.Add(1)
		}
		return w
	}
	hammer.Run(func(i int) {
		n := strconv.Itoa(i)
		if got := ask(rooms.ServeHTTP, "/?room="+n).Body.String(); got != n {
			t.Errorf("room %s is called %s", n, got)
		}
		ask(rooms.Mark, "/m"+n)
		ask(rooms.Fresh, "/f"+n)
		ask(rooms.Default, "/abc")
		ask(rooms.ID, "/i"+n)
	})
	if got := rooms.Open(); got != hammer.Times {
		t.Errorf("%d rooms, want %d", got, hammer.Times)
	}
	if got := created.Load(); got != 2*hammer.Times {
		t.Errorf("%d were first, want %d", got, 2*hammer.Times)
	}
	if got := ask(rooms.ID, "/abc").Code; got != 204 {
		t.Errorf("code %d, want 204", got)
	}
	if got := ask(rooms.ID, "/i3").Code; got != 207 {
		t.Errorf("code %d, want 207", got)
	}
}
