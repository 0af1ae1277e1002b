package session

import (
	"context"
	"net/http"
	"testing"
	"time"

	"drive"
)

func TestSafe_Session(t *testing.T) {
	var s Session
	drive.Together(func() { s.Set("a", 1) }, func() { s.Value("a") })
}

func TestRace_Session_MarshalJSON(t *testing.T) {
	var s Session
	drive.Together(func() { s.Set("a", 1) }, func() { s.MarshalJSON() })
}

func TestRace_Session_Values(t *testing.T) {
	var s Session
	drive.Together(func() { s.Set("a", 1) }, func() {
		for range s.Values() {
		}
	})
}

func useStore(st *Store) []func() {
	return []func(){
		func() { st.Start("a", "ann") },
		func() { st.Find("a") },
		func() { st.expire(time.Now()) },
		func() { st.EnsureOnce("b") },
		drive.Serve(http.HandlerFunc(st.Dump), "GET", "/", ""),
	}
}

func TestSafe_Store(t *testing.T) {
	st := NewStore(time.Millisecond)
	defer st.Stop()
	drive.Together(useStore(st)...)
}

func TestRace_Store_Logout(t *testing.T) {
	st := NewStore(time.Millisecond)
	defer st.Stop()
	drive.Together(append(useStore(st), drive.Serve(http.HandlerFunc(st.Logout), "POST", "/?id=a", ""))...)
}

func TestLost_Store_Ensure(t *testing.T) {
	drive.Eventually(t, func() bool {
		st := &Store{sessions: map[string]*Session{}}
		var a, b *Session
		drive.Once(func() { a = st.Ensure("x") }, func() { b = st.Ensure("x") })
		return a != b
	})
}

func TestSafe_Attributes(t *testing.T) {
	ctx := NewContext(context.Background(), map[string]string{})
	drive.Together(func() { With(ctx, "a", "b") }, func() { Attribute(ctx, "a") })
}

func TestRace_Annotate(t *testing.T) {
	ctx := NewContext(context.Background(), map[string]string{})
	drive.Together(func() { Annotate(ctx, "a", "b") }, func() { Attribute(ctx, "a") })
}
