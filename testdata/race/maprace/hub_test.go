package hub

import (
	"testing"

	"drive"
)

func use(h *Hub) []func() {
	return []func(){
		func() { h.Register(NewClient("a")) },
		func() { h.Unregister("a") },
		func() { h.Broadcast([]byte("hello")) },
		func() { h.IDs() },
	}
}

func TestSafe_Hub(t *testing.T) {
	drive.Together(use(New("b"))...)
}

func TestRace_Hub_Kick(t *testing.T) {
	h := New()
	drive.Together(append(use(h), func() { h.Kick("a") })...)
}

func TestRace_Hub_Count(t *testing.T) {
	h := New()
	drive.Together(append(use(h), func() { h.Count() })...)
}

func TestRace_Hub_Close(t *testing.T) {
	h := New()
	drive.Together(append(use(h), h.Close)...)
}

func useRooms(r *Rooms) []func() {
	return []func(){
		func() { r.Join("lobby", NewClient("a")) },
		func() { r.Members("lobby") },
	}
}

func TestSafe_Rooms(t *testing.T) {
	drive.Together(useRooms(NewRooms())...)
}

func TestRace_Rooms_Leave(t *testing.T) {
	r := NewRooms()
	drive.Together(append(useRooms(r), func() { r.Leave("lobby", "a") }, func() { r.Leave("x", "a") })...)
}

func TestSafe_Loop(t *testing.T) {
	l := NewLoop()
	c := NewClient("a")
	drive.Together(
		func() { l.Join(c) },
		func() { l.Leave(c) },
		func() { l.Send([]byte("hello")) },
		func() { l.Count() },
	)
	l.Stop()
}

func TestRace_Presence_listen(t *testing.T) {
	p := NewPresence()
	drive.Together(func() { p.Beat("a") }, func() { p.LastSeen("a") })
	p.Stop()
}
