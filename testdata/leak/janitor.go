package janitor

import (
	"context"
	"errors"
	"io"
	"net"
	"time"

	"drive"
)

const tick = 5 * time.Millisecond

const runs = "the loop is not blocked for ever, it goes on: each of two calls left a goroutine that outlives them"

// flaky fails at the third write.
type flaky int

func (f *flaky) Write(p []byte) (int, error) {
	if *f++; *f > 2 {
		return 0, io.ErrClosedPipe
	}
	return len(p), nil
}

func soon() context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), 5*tick)
	time.AfterFunc(10*tick, cancel)
	return ctx
}

func init() {
	p := drive.Package("janitor")
	nop := func() {}
	p.Alive("endless", "Cache_clean", "", runs+"; and Close does not end it", func() { NewCache(tick).Close() })
	p.Safe("Bounded_Close", func() {
		b := NewBounded(tick)
		b.Expire("a", tick)
		b.Close()
		b.Close()
		time.Sleep(2 * tick)
	})
	p.Alive("endless", "Heartbeat", "", runs, func() { Heartbeat(new(flaky), tick) })
	p.Safe("HeartbeatWhile", func() { HeartbeatWhile(new(flaky), tick) })
	p.Safe("HeartbeatUntil", func() { HeartbeatUntil(soon(), io.Discard, tick) })
	p.Alive("endless", "Session", "", runs, func() { Session(nop, tick, nil) })
	p.Safe("SessionContext", func() { SessionContext(soon(), nop, tick) })
	p.Alive("endless", "Watch", "", runs, func() {
		stop := make(chan struct{})
		Watch(nop, stop, tick)
		close(stop)
	})
	p.Safe("WatchLabel", func() {
		stop := make(chan struct{})
		WatchLabel(nop, stop, tick)
		close(stop)
	})
	p.Safe("Retry", func() {
		n := 0
		Retry(func() error {
			if n++; n < 3 {
				return errors.New("not yet")
			}
			return nil
		}, tick)
	})
	p.Safe("RetrySome", func() { RetrySome(func() error { return errors.New("never") }, tick) })
	p.Safe("Accept", func() {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			panic(err)
		}
		Accept(l, func(c net.Conn) { _ = c.Close() })
		_ = l.Close()
	})
	p.Leak("send", "Drip", func() { Drip(10) })
	p.Safe("DripStopped", func() { DripStopped(10) })
	p.Alive("endless", "sampler", "", runs, func() { Trace(nop, tick) })
	p.Alive("endless", "TraceTick", "", runs, func() { TraceTick(nop, tick) })
}
