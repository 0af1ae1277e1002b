// Package handover runs handlers within other servers.
package handover

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v4"
)

type next func(c echo.Context) error

// timeout is run by a server that puts a deadline on the request.
type timeout struct {
	ctx  echo.Context
	next next
	fail func(error)
}

func (t timeout) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	err := t.next(t.ctx) // want `dropped: the next handler runs under the context of an older request although r.Context\(\) is at hand`
	if r.Context().Err() == context.DeadlineExceeded {
		return
	}
	if err != nil {
		t.fail(err)
	}
}

type right struct {
	ctx  echo.Context
	next next
	fail func(error)
}

func (t right) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	t.ctx.SetRequest(r)
	err := t.next(t.ctx) // ok: it was handed over
	if r.Context().Err() == context.DeadlineExceeded {
		return
	}
	if err != nil {
		t.fail(err)
	}
}

type adapter struct {
	ctx  echo.Context
	next next
}

// ok: nothing says that the two requests differ.
func (a adapter) ServeHTTP(w http.ResponseWriter, _ *http.Request) { a.next(a.ctx) }
