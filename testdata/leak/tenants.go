package tenants

import (
	"context"
	"errors"
	"time"

	"drive"
)

// broken is a watcher that fails at once.
type broken struct{}

func (broken) Next() (string, error) { return "", errors.New("gone") }
func (broken) Stop()                 {}

// each runs n jobs and fails behind the last, when nobody waits any more.
func each(ctx context.Context, n int, job func(context.Context, int) error) error {
	for i := range n {
		_ = job(ctx, i)
	}
	time.Sleep(20 * time.Millisecond)
	return errors.New("late")
}

func briefly() context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Millisecond)
	time.AfterFunc(time.Second, cancel)
	return ctx
}

func init() {
	p := drive.Package("tenants")
	p.Safe("Certificate_Renew", func() {
		c := NewCertificate("a")
		_ = c.Renew()
		_ = NewCertificate().Renew()
		_ = c.Renew()
	})
	p.Safe("Maintain", func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Millisecond)
		defer cancel()
		Maintain(ctx, NewCertificate("a"), time.Millisecond)
	})
	p.Leak("receive", "Cache_Watch", func() { _ = NewCache().Watch(broken{}) })
	p.Safe("Cache_WatchDone", func() {
		c := NewCache()
		_ = c.WatchDone(broken{})
		c.Close()
	})
	p.Leak("receive", "Walk_Run", func() {
		ctx, cancel := context.WithCancel(context.Background())
		defer func() { _ = cancel }()
		(&Walk{Ctx: ctx}).Run([]string{"a", "b"}, func(string) {})
	})
	p.Leak("send", "Each", func() { _, _ = Each(briefly(), 2, each) })
	p.Safe("EachContext", func() { _, _ = EachContext(briefly(), 2, each) })
	p.Leak("endless", "Signals_listen", func() { NewSignals().Send("rotate") })
	p.Safe("Signals_listenStopped", func() {
		s := NewSignalsStopped()
		s.Send("rotate")
		s.Stop()
	})
	p.Safe("Connect", func() { Connect(func() (string, error) { return "open", nil }) })
	p.Safe("Link_Open", func() {
		l := NewLink()
		retries := make(chan int)
		l.Open(func() (string, error) { return "", errNoChain }, retries)
		close(retries)
		l.Use()
	})
}
