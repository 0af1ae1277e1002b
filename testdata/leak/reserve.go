package reserve

import (
	"time"

	"drive"
)

func init() {
	p := drive.Package("reserve")
	p.Leak("lock", "Seats_Book", func() {
		s := &Seats{free: map[string]int{"a": -1}}
		_, _ = s.Book([]string{"a"}, 1)
		_, _ = s.Book([]string{"b"}, 1)
	})
	p.Safe("Seats2_Book", func() {
		s := &Seats2{free: map[string]int{"a": 2}}
		_, _ = s.Book([]string{"a"}, 1)
		_, _ = s.Book([]string{"b"}, 1)
	})
	p.Alive("lock", "Register", "", "a package-level lock is alive, whoever holds it", func() {
		go func() {
			_ = Register("a", func() int { return 1 })
			_ = Register("a", func() int { return 1 })
			_ = Register("b", func() int { return 1 })
		}()
	})
	p.Leak("lock", "Prices_Price", func() {
		v := &Prices{cents: make(map[string]int)}
		_, _ = v.Price("a")
		go v.Set("a", 1)
		for range 100 {
			_, _ = v.Price("b")
			time.Sleep(time.Millisecond)
		}
	})
	p.Safe("Desk_Serve", func() {
		d := &Desk{queue: []string{"a", "b"}}
		for d.Serve() {
		}
	})
	p.Safe("Door_Enter", func() { d := new(Door); _ = d.Pass(); d.closed = true; _ = d.Pass() })
	p.Safe("Loader_Get", func() {
		l := new(Loader)
		_, _ = l.Get(func() (string, error) { return "", errFull })
		_, _ = l.Get(func() (string, error) { return "a", nil })
		_, _ = l.Get(nil)
	})
	p.Safe("Shards_Hit", func() {
		s := NewShards(2)
		for range 4 {
			s.Hit("a", 2)
		}
	})
	p.Safe("Writer_Open", func() {
		w := new(Writer)
		_ = w.Open(func() error { return nil })
		w.Opened()
		_ = w.Open(nil)
		w.Opened()
	})
	p.Safe("Line_ask", func() { (&Line{Replies: make(map[int]func(error))}).ask(func(error) {}) })
	p.Safe("Line_Login", func() { _ = answered((*Line).Login) })
	p.Leak("lock", "Line_LoginKept", func() { _ = answered((*Line).LoginKept) })
	p.Safe("Host_Set", func() { new(Host).Set(1) })
	p.Safe("Least", func() { Least([]*Host{{load: 2}, {load: 1}, {load: 3}}) })
	p.Leak("lock", "LeastKept", func() {
		h := new(Host)
		LeastKept([]*Host{h})
		go h.Set(1)
		time.Sleep(5 * time.Millisecond)
		LeastKept([]*Host{h})
	})
}

// answered logs in on a line whose reader answers.
func answered(login func(*Line) error) error {
	l := &Line{Replies: make(map[int]func(error))}
	go func() {
		for answer := (func(error))(nil); answer == nil; time.Sleep(time.Millisecond) {
			l.mu.Lock()
			if answer = l.Replies[1]; answer != nil {
				answer(nil)
			}
			l.mu.Unlock()
		}
	}()
	return login(l)
}
