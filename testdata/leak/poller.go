package poller

import (
	"context"
	"errors"
	"time"

	"drive"
)

func init() {
	p := drive.Package("poller")
	const (
		run = "goroutineleak/poller.(*Poller).run"
		why = "the goroutine waits for a ticker, too, so it is never blocked for ever"
	)
	poll := func() int { return 1 }
	bad := func() error { return errors.New("bad") }
	fails := func() ([]string, error) { return nil, errors.New("bad") }
	loads := func() ([]string, error) { return []string{"a"}, nil }
	p.Alive("unstopped", "Sample", run, why, func() { Sample(poll) })
	p.Safe("SampleStopped", func() { SampleStopped(poll) })
	p.Alive("unstopped", "Checked", run, why, func() { _, _ = Checked(poll, bad) })
	p.Safe("CheckedBoth", func() { _, _ = CheckedBoth(poll, bad); _, _ = CheckedBoth(poll, func() error { return nil }) })
	p.Safe("CheckedFirst", func() { _, _ = CheckedFirst(poll, bad); _, _ = CheckedFirst(poll, func() error { return nil }) })
	p.Safe("Open", func() {
		if q, err := Open(poll); err == nil {
			q.Stop()
		}
	})
	p.Safe("Service_Add", func() {
		s := &Service{pollers: make(map[string]*Poller)}
		s.Add("a", poll)
		s.Close()
	})
	p.Safe("Service_AddClosing", func() {
		s := new(Service)
		s.AddClosing(poll)
		s.Close()
	})
	p.Safe("Bound", func() {
		ctx, cancel := context.WithCancel(context.Background())
		Bound(ctx, poll)
		cancel()
	})
	p.Safe("Handed", func() { Handed(poll) })
	p.Safe("Timed", func() { Timed(poll) })
	p.Safe("WithPoller", func() { WithPoller(poll, func(q *Poller) { time.Sleep(time.Millisecond); q.Latest() }) })
	p.Alive("unstopped", "NewStore", run, why, func() { _, _ = NewStore(poll, fails) })
	p.Safe("NewStoreClosed", func() {
		_, _ = NewStoreClosed(poll, fails)
		s, _ := NewStoreClosed(poll, loads)
		s.Close()
	})
	p.Safe("NewStoreFlag", func() {
		_, _ = NewStoreFlag(poll, fails)
		s, _ := NewStoreFlag(poll, loads)
		s.Close()
	})
}
