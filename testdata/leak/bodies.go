package bodies

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"time"

	"drive"
)

const (
	conn = "net/http.(*persistConn).readLoop"
	why  = "the connection's goroutine belongs to net/http and waits for the network"
)

// serve returns the address of a server with a body too long for one packet.
func serve(status int) string {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = io.WriteString(w, strings.Repeat("x", 1<<20))
	}))
	return s.URL
}

// calm runs f and closes what the shared transport keeps for others.
func calm(f func()) func() {
	return func() {
		f()
		http.DefaultClient.CloseIdleConnections()
	}
}

func init() {
	p := drive.Package("bodies")
	p.Alive("unstopped", "Status", conn, why, calm(func() { _, _ = Status(serve(200)) }))
	p.Safe("StatusClosed", func() { _, _ = StatusClosed(serve(200)) })
	p.Alive("unstopped", "Page", conn, why, calm(func() { _, _ = Page(http.DefaultClient, serve(500)) }))
	p.Safe("PageClosed", func() { _, _ = PageClosed(http.DefaultClient, serve(500)) })
	p.Safe("Open", func() {
		if body, err := Open(context.Background(), serve(200)); err == nil {
			_ = body.Close()
		}
	})
	p.Safe("Fetch", func() { _, _ = Fetch(serve(200)) })
	p.Safe("Stream", func() {
		if s, err := Stream(serve(200)); err == nil {
			_ = s.Close()
		}
	})
	p.Alive("unstopped", "Ping", conn, why, calm(func() { _ = Ping(serve(200)) }))
	p.Alive("unstopped", "KindOf", conn, why, calm(func() { _, _ = KindOf(serve(500)) }))
	p.Safe("Kind", func() { _, _ = Kind(serve(200)) })
	p.Safe("PingIdle", func() { _ = PingIdle(serve(200)) })
	p.Safe("PingOnce", func() { _ = PingOnce(serve(200)) })
	p.Safe("PingTimeout", func() { _ = PingTimeout(serve(200), time.Second) })
}
