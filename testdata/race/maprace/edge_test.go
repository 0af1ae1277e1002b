package edge

import (
	"net"
	"runtime"
	"sync"
	"testing"
	"time"

	"drive"
)

func use(u *Upstreams) []func() {
	return []func(){
		func() { u.Set("a", 9) },
		func() { u.Version() },
		func() { u.Mark("a", func(string) bool { return false }) },
		func() { u.Recover("a", func(string) bool { return true }) },
		func() { u.ParseOwn([]byte(`{"a":1}`)) },
	}
}

func race(f func(u *Upstreams)) {
	u := NewUpstreams(map[string]int{"a": 1})
	drive.Together(append(use(u), func() { f(u) })...)
}

func TestSafe_Upstreams(t *testing.T) {
	u := NewUpstreams(map[string]int{"a": 1})
	g := NewGroup(u)
	drive.Together(append(use(u), func() { g.Boost("a") })...)
}

func TestRace_Upstreams_Pick(t *testing.T) { race(func(u *Upstreams) { u.Pick() }) }

func TestRace_Upstreams_Probe(t *testing.T) {
	race(func(u *Upstreams) { u.Probe("a", func(string) bool { return false }) })
}

func TestRace_Upstreams_Parse(t *testing.T) {
	race(func(u *Upstreams) { u.Parse([]byte(`{"a":1}`)) })
}

func TestRace_Group_Unboost(t *testing.T) {
	u := NewUpstreams(map[string]int{"a": 1})
	g := NewGroup(u)
	drive.Together(append(use(u), func() { g.Boost("a") }, g.Unboost)...)
}

func listen(t *testing.T) (net.Listener, func()) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return ln, func() {
		for range 20 {
			conn, err := net.Dial("tcp", ln.Addr().String())
			if err != nil {
				t.Error(err)
				return
			}
			conn.Close()
		}
	}
}

func TestSafe_Accept(t *testing.T) {
	ln, dial := listen(t)
	n := make(chan int)
	go func() {
		n <- Accept(ln, func(conn net.Conn, h map[string]string) {
			h["peer"] = conn.RemoteAddr().String()
			conn.Close()
		})
	}()
	drive.Once(dial, dial)
	ln.Close()
	if got := <-n; got != 1 {
		t.Errorf("%d names, want 1", got)
	}
}

func TestRace_Listener_handle(t *testing.T) {
	ln, dial := listen(t)
	l := &Listener{open: map[string]int{}, served: map[string]int{}}
	done := make(chan struct{})
	go func() {
		l.Serve(ln)
		close(done)
	}()
	drive.Once(dial, dial, dial)
	ln.Close()
	<-done
}

func TestSafe_Edge(t *testing.T) {
	files := []string{".", "..", "/"}
	var dir Dir
	f, app := dir.Attach(), App()
	children := map[string][]string{"a": {"b", "c"}, "b": {"d", "e"}}
	drive.Together(
		func() { SizesInTurn(files) },
		func() { app.Serve("GET", "/kinds", "a") },
		func() { f.Open(1, "a") },
		func() { f.Close(1) },
		func() { f.Name(1) },
		func() { dir.All() },
		func() { Check(map[string]func() bool{"a": func() bool { return true }}) },
		func() { Priority("low") },
		func() { Distinct(files) },
		func() { Depths("a", children) },
		func() { Tagged(map[string]string{"k": "v"}, func(m map[string]string) { m["x"] = "y" }, "a", "b") },
	)
	drive.Once(func() { RunTicker(nil, 10*time.Millisecond) })
}

func TestRace_Sizes(t *testing.T) {
	drive.Together(func() { Sizes([]string{".", "..", "/"}) })
}

func TestRace_App(t *testing.T) {
	app := App()
	drive.Together(func() { app.Serve("POST", "/seen", "a") })
}

func TestRace_RunBriefly(t *testing.T) {
	work := func(string) { // the lock makes the detector see each write as a new one
		var mu sync.Mutex
		mu.Lock()
		defer mu.Unlock()
		runtime.Gosched() // a goroutine that never yields keeps the sleeper waiting
	}
	drive.Together(func() { RunBriefly([]string{"a", "b"}, work, 20*time.Microsecond) })
}

func TestRace_branches(t *testing.T) {
	children := map[string][]string{"a": {"b", "c", "d"}, "b": {"e", "f"}, "c": {"g", "h"}}
	drive.Together(func() { DepthsAtOnce("a", children) })
}

func TestRace_TaggedShared(t *testing.T) {
	drive.Together(func() {
		TaggedShared(map[string]string{}, func(string, string) {}, "a", "b", "c")
	})
}
