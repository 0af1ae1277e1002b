// Package variants calls functions whose counterpart takes a context.
package variants

import (
	"context"
	"crypto/tls"
	"database/sql"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os/exec"
	"time"
)

type client struct {
	db   *sql.DB
	http *http.Client
	tok  tokens
}

func (c *client) queries(ctx context.Context, tx *sql.Tx, stmt *sql.Stmt) error {
	if err := c.db.Ping(); err != nil { // want `variant: \(\*DB\).Ping takes no context`
		return err
	}
	c.db.QueryRow("SELECT 1")                   // want `variant: \(\*DB\).QueryRow takes no context`
	c.db.Prepare("SELECT 1")                    // want `variant: \(\*DB\).Prepare takes no context`
	c.db.Begin()                                // want `variant: \(\*DB\).Begin takes no context.*BeginTx`
	tx.Exec("SELECT 1")                         // want `variant: \(\*Tx\).Exec takes no context`
	stmt.Query()                                // want `variant: \(\*Stmt\).Query takes no context`
	_, err := c.db.ExecContext(ctx, "SELECT 1") // ok
	return err
}

func (c *client) fetch(ctx context.Context, url string) (*http.Response, error) {
	req, err := http.NewRequest("GET", url, nil) // want `variant: http.NewRequest takes no context although ctx is at hand.*NewRequestWithContext`
	if err != nil {
		return nil, err
	}
	return c.http.Do(req)
}

// ok: the context is added later.
func (c *client) fetchLater(ctx context.Context, url string) (*http.Response, error) {
	req, err := http.NewRequest("GET", url, nil)
	if err != nil {
		return nil, err
	}
	req = req.WithContext(ctx)
	return c.http.Do(req)
}

// ok: the same, in the call.
func (c *client) fetchInCall(ctx context.Context, url string) (*http.Response, error) {
	req, err := http.NewRequest("GET", url, nil)
	if err != nil {
		return nil, err
	}
	return c.http.Do(req.WithContext(ctx))
}

// ok: the helper takes both.
func (c *client) fetchBy(ctx context.Context, url string) (*http.Response, error) {
	req, err := http.NewRequest("GET", url, nil)
	if err != nil {
		return nil, err
	}
	return c.send(ctx, req)
}

func (c *client) send(ctx context.Context, req *http.Request) (*http.Response, error) {
	return c.http.Do(req.WithContext(ctx))
}

func (c *client) simple(ctx context.Context, url string) error {
	resp, err := http.Get(url) // want `variant: http.Get takes no context although ctx is at hand.*NewRequestWithContext`
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

func (c *client) post(r *http.Request, url string, body io.Reader) error {
	resp, err := c.http.Post(url, "text/plain", body) // want `variant: \(\*Client\).Post takes no context although r.Context\(\)`
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

func (c *client) function(ctx context.Context, url string) error {
	get := http.Head
	resp, err := get(url) // want `variant: http.Head takes no context`
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

func dial(ctx context.Context, addr string) (net.Conn, error) {
	return net.Dial("tcp", addr) // want `variant: net.Dial takes no context.*DialContext`
}

func dialTLS(ctx context.Context, addr string) (net.Conn, error) {
	return tls.Dial("tcp", addr, nil) // want `variant: tls.Dial takes no context`
}

func resolve(ctx context.Context, host string) ([]string, error) {
	return net.LookupHost(host) // want `variant: net.LookupHost takes no context`
}

func handshake(ctx context.Context, conn *tls.Conn) error {
	return conn.Handshake() // want `variant: \(\*Conn\).Handshake takes no context.*HandshakeContext`
}

func handshakeRight(ctx context.Context, conn *tls.Conn) error {
	return conn.HandshakeContext(ctx) // ok
}

func resize(ctx context.Context, file string) ([]byte, error) {
	cmd := exec.Command("convert", file) // want `variant: exec.Command takes no context.*CommandContext`
	return cmd.Output()
}

// ok: no context is at hand.
func version() ([]byte, error) {
	return exec.Command("convert", "-version").Output()
}

// tokens is an API of this package with pairs of its own.
type tokens struct{ db *sql.DB }

func (t tokens) Issue(user string) (string, error) {
	return t.IssueWithContext(context.Background(), user) // ok: nothing at hand
}

func (t tokens) IssueWithContext(ctx context.Context, user string) (string, error) {
	_, err := t.db.ExecContext(ctx, "CALL issue($1)", user)
	return user, err
}

func (t tokens) revoke(user string) error { return t.revokeCtx(context.Background(), user) }

func (t tokens) revokeCtx(ctx context.Context, user string) error {
	_, err := t.db.ExecContext(ctx, "CALL revoke($1)", user)
	return err
}

func (t tokens) Peek(user string) string { return user }

// PeekContext exists for symmetry and waits for nothing.
func (t tokens) PeekContext(ctx context.Context, user string) string {
	slog.InfoContext(ctx, "peek")
	return user
}

// Parse and ParseContext have different shapes.
func Parse(text string) int { return len(text) }

// ParseContext reads a context's name.
func ParseContext(ctx context.Context, text string, strict bool) int { return len(text) }

func (c *client) login(ctx context.Context, user string) (string, error) {
	c.tok.Peek(user)         // ok: the counterpart does nothing with the context
	Parse(user)              // ok: the counterpart is another function
	return c.tok.Issue(user) // want `variant: tokens.Issue takes no context.*IssueWithContext`
}

func (c *client) logs(ctx context.Context, user string) {
	slog.Info("login", "user", user) // want `variant: slog.Info loses .*InfoContext`
}

// helper has no context, its callers do.
func helper(db *sql.DB) error {
	_, err := db.Exec("CALL helper()") // want `variant: .*Exec runs without a context in helper, whose caller`
	return err
}

func (c *client) useHelper(ctx context.Context) error { return helper(c.db) }

// Load is what LoadContext is built on.
func (c *client) Load(key string) error { return nil }

// LoadContext looks first.
func (c *client) LoadContext(ctx context.Context, key string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return c.Load(key) // ok: the counterpart itself
}

// ok: after an error, and in a clean-up.
func (c *client) failing(ctx context.Context) error {
	if _, err := c.db.ExecContext(ctx, "CALL take()"); err != nil {
		c.db.Exec("CALL failed()")
		return err
	}
	defer c.db.Exec("CALL free()")
	return nil
}

func (c *client) closeAll(ctx context.Context) error {
	_, err := c.db.Exec("CALL close()") // ok: the name speaks of an end
	return err
}

type listener struct{ conns chan net.Conn }

// Dial waits until somebody accepts.
func (l *listener) Dial() (net.Conn, error) { return <-l.conns, nil }

// DialContext gives up when ctx ends.
func (l *listener) DialContext(ctx context.Context) (net.Conn, error) {
	select {
	case c := <-l.conns:
		return c, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// The literal's own parameter has no name.
func (l *listener) dialer() func(context.Context, string) (net.Conn, error) {
	return func(context.Context, string) (net.Conn, error) {
		return l.Dial() // want `variant: \(\*listener\).Dial takes no context although ctx is at hand`
	}
}

// ok: the deadline is all there is, and the connection has it.
func accept(raw net.Conn, deadline time.Time) error {
	ctx, cancel := context.WithDeadline(context.Background(), deadline)
	defer cancel()
	cfg, err := configFor(ctx)
	if err != nil {
		return err
	}
	raw.SetDeadline(deadline)
	return tls.Server(raw, cfg).Handshake()
}

func configFor(ctx context.Context) (*tls.Config, error) { <-ctx.Done(); return nil, ctx.Err() }

// ok: it reads a table of this machine.
func port(ctx context.Context) (int, error) { return net.LookupPort("tcp", "http") }

type scraper struct {
	http *http.Client
	req  *http.Request
}

// ok: the request is made once, and each use has a context of its own.
func (s *scraper) scrape(ctx context.Context, url string) (*http.Response, error) {
	if s.req == nil {
		req, err := http.NewRequest("GET", url, nil)
		if err != nil {
			return nil, err
		}
		s.req = req
	}
	return s.http.Do(s.req.WithContext(ctx))
}
