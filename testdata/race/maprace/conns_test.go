package conns

import (
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
