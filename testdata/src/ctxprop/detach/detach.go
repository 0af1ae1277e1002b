// Package detach shows when it is right to leave the caller's context behind.
package detach

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"net/http"
	"sync"
	"time"
)

type server struct {
	db     *sql.DB
	audit  *auditLog
	mu     sync.Mutex
	ctx    context.Context
	cancel context.CancelFunc
	peers  map[string]*peer
}

type auditLog struct{ db *sql.DB }

func (a *auditLog) Write(ctx context.Context, what string) error {
	_, err := a.db.ExecContext(ctx, "INSERT INTO audit VALUES ($1)", what)
	return err
}

func (s *server) exec(ctx context.Context, q string) error {
	_, err := s.db.ExecContext(ctx, q)
	return err
}

// ok: what a failure leaves behind is undone whatever happened to the caller.
func (s *server) rollbackOrder(ctx context.Context, id string) error {
	return s.exec(context.Background(), "DELETE FROM orders WHERE id = "+id)
}

// ok: a deferred clean-up.
func (s *server) place(ctx context.Context, id string) (err error) {
	defer func() {
		if err != nil {
			s.exec(context.Background(), "DELETE FROM reserved WHERE id = "+id)
		}
	}()
	return s.exec(ctx, "INSERT INTO reserved VALUES "+id)
}

// ok: the call itself is deferred.
func (s *server) lease(ctx context.Context) error {
	defer s.exec(context.Background(), "CALL free()")
	return s.exec(ctx, "CALL take()")
}

// ok: after an error.
func (s *server) transfer(ctx context.Context, id string) error {
	if err := s.exec(ctx, "CALL debit()"); err != nil {
		s.exec(context.Background(), "CALL credit()")
		return err
	}
	return s.exec(ctx, "CALL settle()")
}

// ok: after one particular error.
func (s *server) find(ctx context.Context, id string) error {
	err := s.exec(ctx, "CALL find()")
	if errors.Is(err, sql.ErrNoRows) {
		return s.exec(context.Background(), "CALL missed()")
	}
	return err
}

// ok: an audit must be written.
func (s *server) login(ctx context.Context, user string) error {
	if err := s.exec(ctx, "CALL login()"); err != nil {
		return err
	}
	return s.auditLogin(user)
}

func (s *server) auditLogin(user string) error {
	return s.audit.Write(context.Background(), "login "+user)
}

// ok: the callee only logs.
func (s *server) greet(ctx context.Context, user string) {
	s.hello(context.Background(), user)
}

func (s *server) hello(ctx context.Context, user string) {
	slog.InfoContext(ctx, "hello", "user", user)
}

// ok: slog itself.
func (s *server) tell(ctx context.Context) {
	slog.InfoContext(context.Background(), "told")
}

// ok: Shutdown, and what runs it, outlive everything.
func (s *server) Shutdown(ctx context.Context) error {
	return s.exec(context.Background(), "CALL flush()")
}

func (s *server) Close(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	s.cancel()
	return s.exec(ctx, "CALL close()")
}

// ok: a callee that releases something.
func (s *server) swap(ctx context.Context) error {
	s.releaseLock(context.Background())
	return s.exec(ctx, "CALL swap()")
}

func (s *server) releaseLock(ctx context.Context) { s.exec(ctx, "CALL unlock()") }

// ok: the fall-back of a nil guard.
func (s *server) query(ctx context.Context, q string) error {
	if ctx == nil {
		ctx = context.Background()
	}
	return s.exec(ctx, q)
}

// ok: the owner keeps the cancel function.
func (s *server) restart(ctx context.Context) {
	life, cancel := context.WithCancel(context.Background())
	s.cancel = cancel
	s.exec(life, "CALL attach()")
}

// ok: the caller gets the cancel function.
func (s *server) session(ctx context.Context) (func(), error) {
	life, cancel := context.WithCancel(context.Background())
	return cancel, s.exec(life, "CALL session()")
}

type peer struct{ db *sql.DB }

func newPeer(ctx context.Context, name string) *peer { p := &peer{}; p.watch(ctx); return p }

func (p *peer) watch(ctx context.Context) { <-ctx.Done() }

// ok: a peer lives longer than the call that finds it missing.
func (s *server) peer(ctx context.Context, name string) *peer {
	s.mu.Lock()
	defer s.mu.Unlock()
	if p := s.peers[name]; p != nil {
		return p
	}
	p := newPeer(context.Background(), name)
	s.peers[name] = p
	return p
}

// ok: a goroutine that nobody waits for.
func (s *server) notify(ctx context.Context, id string) {
	go func() {
		s.exec(context.Background(), "CALL notify()")
	}()
}

// ok: on purpose, with WithoutCancel.
func (s *server) mail(w http.ResponseWriter, r *http.Request) {
	ctx := context.WithoutCancel(r.Context())
	go s.exec(ctx, "CALL mail()")
}

// ok: a comment says why.
func (s *server) publish(ctx context.Context, id string) error {
	// The event must survive the request that caused it.
	return s.exec(context.Background(), "CALL publish()")
}

func (s *server) index(ctx context.Context, id string) error {
	return s.exec(context.Background(), "CALL index()") // detached: the index is shared by all requests
}

// A marker that something is left to do is not a reason.
func (s *server) rank(ctx context.Context, id string) error {
	return s.exec(context.TODO(), "CALL rank()") // want `dropped: .*exec runs under context.TODO although ctx is at hand`
}

// TODO: pass the context.
func (s *server) score(ctx context.Context, id string) error {
	return s.exec(context.Background(), "CALL score()") // want `dropped: .*context.Background although ctx`
}

// ok: the context has ended.
func (s *server) run(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return s.exec(context.Background(), "CALL park()")
	case <-time.After(time.Minute):
	}
	return s.exec(ctx, "CALL work()")
}

// ok: the same, asked with Err.
func (s *server) step(ctx context.Context) error {
	if ctx.Err() != nil {
		return s.exec(context.Background(), "CALL park()")
	}
	return s.exec(ctx, "CALL step()")
}

// ok: a recovered panic.
func (s *server) guard(ctx context.Context) {
	defer func() {
		if v := recover(); v != nil {
			s.exec(context.Background(), "CALL crashed()")
		}
	}()
	s.exec(ctx, "CALL risky()")
}

// ok: nothing is at hand.
func (s *server) poll() error {
	return s.exec(context.Background(), "CALL poll()")
}

// ok: a field is not known to be a root.
func (s *server) tick(ctx context.Context) error {
	return s.exec(s.ctx, "CALL tick()")
}

// ok: registered to run when the server stops.
func (s *server) hooks(ctx context.Context, srv *http.Server) {
	srv.RegisterOnShutdown(func() {
		s.exec(context.Background(), "CALL stopped()")
	})
}

// ok: a callback that runs later.
func (s *server) schedule(ctx context.Context) {
	time.AfterFunc(time.Minute, func() {
		s.exec(context.Background(), "CALL later()")
	})
}

// ok: the function that is returned outlives the call.
func (s *server) refresher(ctx context.Context) func() error {
	return func() error {
		return s.exec(context.Background(), "CALL refresh()")
	}
}
