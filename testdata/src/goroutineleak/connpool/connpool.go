// Package connpool keeps things for later use.
package connpool

import (
	"bytes"
	"compress/gzip"
	"io"
	"net"
	"os"
	"sync"
)

var conns sync.Pool

// Send puts its connection into a pool, which drops it at some collection.
func Send(addr string, msg []byte) error {
	conn, _ := conns.Get().(net.Conn)
	if conn == nil {
		c, err := net.Dial("tcp", addr)
		if err != nil {
			return err
		}
		conn = c
	}
	if _, err := conn.Write(msg); err != nil {
		_ = conn.Close()
		return err
	}
	conns.Put(conn) // want "conn"
	return nil
}

// A Session has a file that Close closes.
type Session struct {
	file *os.File
	buf  bytes.Buffer
}

// Close closes the file.
func (s *Session) Close() error { return s.file.Close() }

var sessions sync.Pool

// Record puts its session into a pool.
func Record(path, line string) error {
	s, _ := sessions.Get().(*Session)
	if s == nil {
		f, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
		if err != nil {
			return err
		}
		s = &Session{file: f}
	}
	s.buf.Reset()
	s.buf.WriteString(line)
	_, err := s.buf.WriteTo(s.file)
	sessions.Put(s) // want "session"
	return err
}

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// Render keeps buffers, which have nothing to close.
func Render(parts ...string) string {
	b := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	b.Reset()
	for _, p := range parts {
		b.WriteString(p)
	}
	return b.String()
}

var writers = sync.Pool{New: func() any { return gzip.NewWriter(io.Discard) }}

// Compress keeps writers that were closed and hold only memory.
func Compress(dst io.Writer, data []byte) error {
	w := writers.Get().(*gzip.Writer)
	defer writers.Put(w)
	w.Reset(dst)
	if _, err := w.Write(data); err != nil {
		return err
	}
	return w.Close()
}

// A Pool keeps connections in a channel and closes what has no room there.
type Pool struct {
	addr string
	idle chan net.Conn
}

// NewPool has room for n idle connections.
func NewPool(addr string, n int) *Pool { return &Pool{addr: addr, idle: make(chan net.Conn, n)} }

// Send takes an idle connection or makes one.
func (p *Pool) Send(msg []byte) error {
	var conn net.Conn
	select {
	case conn = <-p.idle:
	default:
		c, err := net.Dial("tcp", p.addr)
		if err != nil {
			return err
		}
		conn = c
	}
	if _, err := conn.Write(msg); err != nil {
		_ = conn.Close()
		return err
	}
	select {
	case p.idle <- conn:
	default:
		_ = conn.Close()
	}
	return nil
}

// Close closes what is idle.
func (p *Pool) Close() {
	for {
		select {
		case conn := <-p.idle:
			_ = conn.Close()
		default:
			return
		}
	}
}
