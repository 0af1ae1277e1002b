package fetch

import (
	"context"
	"errors"
	"time"

	"drive"
)

// server answers after a while, if it does not fail.
type server struct {
	after time.Duration
	fails bool
}

func (s server) Get(key string) (string, error) {
	time.Sleep(s.after)
	if s.fails {
		return "", errors.New("down")
	}
	return key, nil
}

var (
	fast, slow = server{}, server{after: 20 * time.Millisecond}
	three      = []Server{fast, slow, slow}
)

func expired() context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), time.Millisecond)
	time.AfterFunc(10*time.Millisecond, cancel)
	return ctx
}

func init() {
	p := drive.Package("fetch")
	p.Leak("send", "First", func() { First(three, "k") })
	p.Safe("FirstBuffered", func() { FirstBuffered(three, "k") })
	p.Safe("FirstDropped", func() { FirstDropped(three, "k") })
	p.Leak("send", "Timeout", func() { _, _ = Timeout(slow, "k", time.Millisecond) })
	p.Safe("TimeoutBuffered", func() { _, _ = TimeoutBuffered(slow, "k", time.Millisecond) })
	p.Leak("send", "WithContext", func() { _, _ = WithContext(expired(), slow, "k") })
	mirrors := [2]string{"a", "b"}
	page := func(mirror string) string { return mirror }
	p.Safe("Hedge", func() { Hedge(mirrors, page) })
	p.Leak("send", "HedgeBoth", func() { HedgeBoth(mirrors, page) })
	p.Safe("HedgeCount", func() { HedgeCount(mirrors, page) })
	p.Safe("WithContextBoth", func() { _, _ = WithContextBoth(expired(), slow, "k") })
	p.Safe("Split", func() {
		_, _ = Split(fast, "k")
		_, _ = Split(server{fails: true}, "k")
	})
	p.Leak("send", "Probe", func() { _ = Probe(server{fails: true}, "k") })
	p.Safe("ProbeOnce", func() {
		_ = ProbeOnce(fast, "k")
		_ = ProbeOnce(server{fails: true}, "k")
	})
	p.Leak("send", "Fallback", func() { Fallback(fast, slow, slow, "k") })
	p.Safe("FallbackRoom", func() { FallbackRoom(fast, slow, slow, "k") })
	p.Safe("All", func() { All(three, "k") })
	p.Safe("FirstDrained", func() { FirstDrained(three, "k") })
	p.Safe("FirstStopped", func() { FirstStopped(three, "k") })
}
