package shutdown

import (
	"context"
	"errors"
	"net"
	"net/http"
	"time"

	"drive"
)

func local() net.Listener {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	return ln
}

func soon() context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Millisecond)
	time.AfterFunc(20*time.Millisecond, cancel)
	return ctx
}

func init() {
	p := drive.Package("shutdown")
	nop := func() {}
	bad := func() error { return errors.New("bad") }
	one := func() int { return 1 }
	p.Leak("send", "Serve", func() { _ = Serve(soon(), new(http.Server), local()) })
	p.Safe("ServeRoom", func() { _ = ServeRoom(soon(), new(http.Server), local()) })
	p.Safe("ServeRead", func() { _ = ServeRead(soon(), new(http.Server), local()) })
	p.Leak("receive", "Background", func() { Background(nop, nop) })
	p.Leak("receive", "Uncancelled", func() { Uncancelled(nop, nop) })
	p.Safe("Cancelled", func() { Cancelled(nop, nop) })
	p.Safe("Deadline", func() { Deadline(time.Millisecond, nop, nop) })
	p.Safe("Caller", func() { Caller(soon(), nop) })
	p.Leak("receive", "Partial", func() { _ = Partial(bad, nop) })
	p.Leak("select", "Hang", func() { Hang(nop) })
	p.Safe("Use", func() { Use(nop, nop) })
	p.Safe("Closer_Close", func() {
		c := NewCloser(nop)
		c.Close()
		c.Close()
	})
	p.Safe("Start", func() {
		stop := Start(nop)
		time.Sleep(5 * time.Millisecond)
		stop()
	})
	p.Leak("receive", "Stopper", func() { Stopper(bad) })
	p.Safe("StopperAlways", func() { StopperAlways(bad); StopperAlways(func() error { return nil }) })
	p.Leak("send", "Ask", func() { Ask(bad) })
	p.Safe("AskClose", func() { AskClose(bad); AskClose(func() error { return nil }) })
	p.Safe("Reply", func() { Reply(one) })
	p.Leak("send", "ReplyOnce", func() { ReplyOnce(one) })
	p.Leak("waitgroup", "Session_Close", func() { (&Session{Read: bad}).Watch() })
	p.Safe("Session_Watch", func() { (&Session{Read: func() error { return nil }}).Watch() })
	p.Safe("Stream_Close", func() { new(Stream).Close() })
	p.Safe("Stream_Watch", func() { (&Stream{Read: bad}).Watch() })
	p.Safe("Group_Go", func() { new(Group).Go(bad) })
	p.Leak("waitgroup", "Drain", func() { Drain([]func() error{bad, bad}) })
	p.Safe("DrainAll", func() { DrainAll([]func() error{bad, bad}) })
	p.Leak("lock", "Counter_Add", func() { new(Counter).Add(1) })
	p.Safe("Counter_Set", func() { new(Counter).Set(1) })
}
