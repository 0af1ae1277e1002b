package connpool

import (
	"io"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"time"

	"drive"
)

// peer accepts connections and counts those that the other side has closed.
type peer struct {
	ln            net.Listener
	opened, ended atomic.Int32
}

func newPeer() *peer {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	p := &peer{ln: ln}
	go func() {
		for {
			c, err := ln.Accept()
			if err != nil {
				return
			}
			p.opened.Add(1)
			go func() {
				_, _ = io.Copy(io.Discard, c)
				p.ended.Add(1)
				_ = c.Close()
			}()
		}
	}()
	return p
}

func (p *peer) addr() string { return p.ln.Addr().String() }

func init() {
	p := drive.Package("connpool")
	p.Held("pooled", "Send", "a pool has no goroutine: it drops the connection, which only a finalizer may close at some later collection", func() func() bool {
		s := newPeer()
		_ = Send(s.addr(), []byte("x"))
		lost := conns.Get()
		if lost == nil {
			panic("the connection is not in the pool")
		}
		conns.Put(lost)
		keep := lost // a finalizer would close it, by luck
		runtime.GC()
		runtime.GC()
		gone := conns.Get() == nil
		return func() bool { runtime.KeepAlive(keep); return gone && s.ended.Load() == 0 }
	})
	p.Held("pooled", "Record", "a pool has no goroutine: it drops the session, whose file nobody closes", func() func() bool {
		dir, err := os.MkdirTemp("", "record")
		if err != nil {
			panic(err)
		}
		if err := Record(filepath.Join(dir, "log"), "line"); err != nil {
			panic(err)
		}
		lost := sessions.Get().(*Session)
		sessions.Put(lost)
		runtime.GC()
		runtime.GC()
		gone := sessions.Get() == nil
		return func() bool { _, err := lost.file.Stat(); return gone && err == nil }
	})
	p.Safe("Render", func() { Render("a", "b") })
	p.Safe("Compress", func() { _ = Compress(io.Discard, []byte("data")) })
	p.Safe("Pool_Send", func() {
		s := newPeer()
		defer s.ln.Close()
		pool := NewPool(s.addr(), 1)
		for range 3 {
			if err := pool.Send([]byte(strings.Repeat("x", 10))); err != nil {
				panic(err)
			}
		}
		pool.Close()
		for s.opened.Load() == 0 || s.opened.Load() != s.ended.Load() {
			time.Sleep(time.Millisecond)
		}
	})
}
