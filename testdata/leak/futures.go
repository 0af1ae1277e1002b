package futures

import (
	"errors"
	"sync"
	"time"

	"drive"
)

func init() {
	p := drive.Package("futures")
	one := func() int { return 1 }
	two := func() (int, error) { return 2, nil }
	yes := func() (bool, error) { return true, nil }
	voters := []func() (bool, error){yes, yes, yes, yes, yes}
	p.Safe("Do", func() { _, _ = Do(two) })
	p.Leak("receive", "Run", func() { Run(nil) })
	p.Safe("Flight_Do", func() {
		f := &Flight{calls: make(map[string]*Call)}
		var wg sync.WaitGroup
		for range 3 {
			wg.Go(func() {
				_, _ = f.Do("k", func() (int, error) { time.Sleep(5 * time.Millisecond); return 1, nil })
			})
		}
		wg.Wait()
	})
	p.Safe("Hold", func() { Hold(time.Millisecond, func() { time.Sleep(5 * time.Millisecond) }) })
	p.Leak("send", "Vote", func() { Vote(voters) })
	p.Safe("VoteRest", func() { VoteRest(voters) })
	p.Safe("Lazy_Get", func() { l := NewLazy(one); l.Get(); l.Get() })
	p.Safe("NewLazy", func() { NewLazy(one) })
	p.Leak("send", "Later", func() { _, _ = Later(one, func() error { return errors.New("bad") }) })
	begin := func() (<-chan int, error) {
		events := make(chan int, 2)
		events <- 1
		return events, nil
	}
	add := func() <-chan int { events, _ := begin(); return events }
	p.Safe("Watch", func() { _, _ = Watch(here{}, begin) })
	p.Leak("receive", "WatchOther", func() { _, _ = WatchOther(here{}, begin) })
	p.Safe("Session_Subscribe", func() { _, _ = serve().Subscribe(add) })
	p.Leak("receive", "Session_SubscribeEarly", func() { serve().SubscribeEarly(add) })
	fails := func() error { return errors.New("bad") }
	p.Safe("Reporter_Guard", func() { reporter().Guard(fails) })
	p.Leak("receive", "Reporter_GuardAll", func() { reporter().GuardAll(fails) })
}

type here struct{}

func (here) Execute(f func()) { f() }

// serve serves one request, or none.
func serve() *Session {
	s := &Session{Requests: make(chan *Request, 1)}
	go func() {
		select {
		case r := <-s.Requests:
			r.Begun(nil)
			r.Done <- nil
		case <-time.After(time.Second / 10):
		}
	}()
	return s
}

func reporter() *Reporter {
	return &Reporter{Skip: func(string) bool { return true }, Reports: make(chan chan error, 1)}
}
