package conns

import (
	"sync"
	"testing"
	"time"

	"drive"
)

func dial(peer string) (*Conn, error) { return &Conn{Peer: peer}, nil }

func use(m *Manager) []func() {
	return []func(){
		func() { m.Add(&Conn{Peer: "a"}) },
		func() { m.GetShared("b") },
		func() { m.Rename("a", "c") },
		func() { m.CloseIdleLater(time.Now()) },
	}
}

func TestSafe_Manager(t *testing.T) { drive.Together(use(NewManager(dial))...) }

func TestLost_Manager_Get(t *testing.T) {
	drive.Eventually(t, func() bool {
		m := NewManager(dial)
		var a, b *Conn
		drive.Once(func() { a, _ = m.Get("a") }, func() { b, _ = m.Get("a") })
		return a != b
	})
}

func TestDeadlock_Manager_Remove(t *testing.T) {
	m := NewManager(dial)
	m.Add(&Conn{Peer: "a"})
	drive.Blocks(t, func() { m.Remove("a") })
}

func TestDeadlock_Manager_CloseIdle(t *testing.T) {
	m := NewManager(dial)
	m.Add(&Conn{Peer: "a"})
	drive.Blocks(t, func() { m.CloseIdle(time.Now()) })
}

func TestRace_Manager_Peers(t *testing.T) {
	m := NewManager(dial)
	drive.Together(append(use(m), func() { m.Peers() })...)
}

func usePool(p *Pool) []func() {
	c := &Conn{Peer: "a"}
	return []func(){
		func() { p.Put(c) },
		func() { p.Take("a") },
		func() { p.Drain() },
	}
}

func TestSafe_Pool(t *testing.T) { drive.Together(usePool(NewPool())...) }

func TestRace_Pool_Stats(t *testing.T) {
	p := NewPool()
	drive.Together(append(usePool(p), func() { p.Stats() })...)
}

func TestRace_Pool_Discard(t *testing.T) {
	p := NewPool()
	drive.Together(append(usePool(p), func() { p.Discard(&Conn{Peer: "a"}) })...)
}

func frames(n int) <-chan Frame {
	out := make(chan Frame)
	go func() {
		defer close(out)
		for i := range n {
			out <- Frame{Stream: string(rune('a' + i%7)), Open: true, Body: make([]byte, i%5)}
		}
	}()
	return out
}

func TestRace_Duplex_read(t *testing.T) {
	failed := make(chan string)
	d := &Duplex{in: frames(500), failed: failed, streams: make(map[string]func(Frame))}
	var wg sync.WaitGroup
	wg.Add(2)
	d.Start(wg.Done)
	for range 500 {
		failed <- "a"
	}
	close(failed)
	wg.Wait()
}

func TestSafe_Duplex_report(t *testing.T) {
	failed := make(chan string)
	close(failed)
	d := &Duplex{failed: failed, streams: make(map[string]func(Frame))}
	drive.Together(func() { d.report(func() {}) })
}

func TestSafe_Upgrade(t *testing.T) {
	drive.Together(func() {
		var wg sync.WaitGroup
		wg.Add(5)
		u := &Upgrade{in: frames(5), ready: make(chan struct{}), limits: make(map[string]int)}
		u.Start(func(string, int) { wg.Done() })
		wg.Wait()
	})
}

func TestSafe_Side(t *testing.T) {
	for _, writes := range []bool{true, false} {
		drive.Together(func() {
			var wg sync.WaitGroup
			wg.Add(1)
			s := &Side{in: frames(5), sizes: make(map[string]int)}
			s.Start(writes, wg.Done)
			wg.Wait()
		})
	}
}

func TestSafe_Batch(t *testing.T) {
	drive.Together(func() {
		var wg sync.WaitGroup
		wg.Add(2)
		CountBoth(frames(5), frames(5), func(*Batch) { wg.Done() })
		wg.Wait()
	})
}
