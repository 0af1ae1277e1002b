package consumers

import (
	"errors"

	"drive"
)

// A fakeBus refuses all, and closes what it manages.
type fakeBus struct{}

func (fakeBus) Attach(string, Handler) error { return errors.New("refused") }

func (fakeBus) Manage(_ string, m Member) error {
	m.Message("a")
	m.Close()
	return errors.New("refused")
}

func (fakeBus) Ask(string, []string) {}

func init() {
	p := drive.Package("consumers")
	const (
		run = "goroutineleak/consumers.(*tracker).run"
		why = "the goroutine waits for a ticker, too, so it is never blocked for ever"
	)
	p.Alive("unstopped", "New", run, why, func() { _, _ = New(fakeBus{}, "a") })
	p.Safe("NewClosed", func() { _, _ = NewClosed(fakeBus{}, "a") })
	p.Safe("NewManaged", func() { _, _ = NewManaged(fakeBus{}, "a") })
	p.Safe("NewStarted", func() { _, _ = NewStarted(fakeBus{}, "a") })
}
