// Package session keeps who is logged in.
package session

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
	"time"
)

// Session is what is known of one login.
type Session struct {
	User    string
	Expires time.Time

	mu     sync.Mutex
	values map[string]any
}

// Set keeps a value with the session.
func (s *Session) Set(key string, value any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.values == nil {
		s.values = make(map[string]any)
	}
	s.values[key] = value
}

// Value returns a value of the session.
func (s *Session) Value(key string) any {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.values[key]
}

// MarshalJSON writes the session for the audit log.
func (s *Session) MarshalJSON() ([]byte, error) {
	return json.Marshal(s.values) // want "inconsistent-guard: map s.values"
}

// Values returns an iterator over the values.
func (s *Session) Values() func(yield func(string, any) bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return func(yield func(string, any) bool) { // want "leaked-ref: map s.values"
		for k, v := range s.values {
			if !yield(k, v) {
				return
			}
		}
	}
}

// Store keeps all sessions.
type Store struct {
	mu       sync.Mutex
	sessions map[string]*Session
	stop     chan struct{}
}

// NewStore returns a store that sweeps at the interval.
func NewStore(every time.Duration) *Store {
	st := &Store{sessions: make(map[string]*Session), stop: make(chan struct{})}
	go st.sweep(every)
	return st
}

func (st *Store) sweep(every time.Duration) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case now := <-tick.C:
			st.expire(now)
		case <-st.stop:
			return
		}
	}
}

func (st *Store) expire(now time.Time) {
	st.mu.Lock()
	defer st.mu.Unlock()
	for id, s := range st.sessions {
		if s.Expires.Before(now) {
			delete(st.sessions, id)
		}
	}
}

// Stop ends the sweeping.
func (st *Store) Stop() { close(st.stop) }

// Start logs a user in.
func (st *Store) Start(id, user string) *Session {
	s := &Session{User: user, Expires: time.Now().Add(time.Hour)}
	st.mu.Lock()
	st.sessions[id] = s
	st.mu.Unlock()
	return s
}

// Find returns a session.
func (st *Store) Find(id string) (*Session, bool) {
	st.mu.Lock()
	s, ok := st.sessions[id]
	st.mu.Unlock()
	return s, ok
}

// Ensure returns the session of a visitor and starts one if there is none.
func (st *Store) Ensure(id string) *Session {
	s, ok := st.Find(id)
	if ok {
		return s
	}
	s = &Session{User: "guest", Expires: time.Now().Add(time.Minute)}
	st.mu.Lock()
	st.sessions[id] = s // want "check-then-act: map st.sessions"
	st.mu.Unlock()
	return s
}

// EnsureOnce is Ensure that looks again under the lock.
func (st *Store) EnsureOnce(id string) *Session {
	if s, ok := st.Find(id); ok {
		return s
	}
	fresh := &Session{User: "guest", Expires: time.Now().Add(time.Minute)}
	st.mu.Lock()
	defer st.mu.Unlock()
	if s, ok := st.sessions[id]; ok {
		return s
	}
	st.sessions[id] = fresh
	return fresh
}

// Logout is the handler that ends a session.
func (st *Store) Logout(w http.ResponseWriter, r *http.Request) {
	id := r.URL.Query().Get("id")
	if _, ok := st.Find(id); !ok {
		http.NotFound(w, r)
		return
	}
	delete(st.sessions, id) // want "inconsistent-guard: map st.sessions"
	w.WriteHeader(http.StatusNoContent)
}

// Dump is the handler that shows who is logged in.
func (st *Store) Dump(w http.ResponseWriter, _ *http.Request) {
	st.mu.Lock()
	users := make([]string, 0, len(st.sessions))
	for _, s := range st.sessions {
		users = append(users, s.User)
	}
	st.mu.Unlock()
	fmt.Fprintln(w, users)
}

type key struct{}

// NewContext returns a context that carries the attributes of a request.
func NewContext(ctx context.Context, attrs map[string]string) context.Context {
	return context.WithValue(ctx, key{}, attrs)
}

// With returns a context with one more attribute.
func With(ctx context.Context, k, v string) context.Context {
	old, _ := ctx.Value(key{}).(map[string]string)
	next := make(map[string]string, len(old)+1)
	for k, v := range old {
		next[k] = v
	}
	next[k] = v
	return NewContext(ctx, next)
}

// Annotate adds an attribute to those that the context carries.
func Annotate(ctx context.Context, k, v string) {
	attrs, ok := ctx.Value(key{}).(map[string]string)
	if !ok {
		return
	}
	attrs[k] = v // blind "unguarded: map attrs"
}

// Attribute returns one attribute of the request.
func Attribute(ctx context.Context, k string) string {
	attrs, _ := ctx.Value(key{}).(map[string]string)
	return attrs[k]
}
