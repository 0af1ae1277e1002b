// Package listeners opens sockets.
package listeners

import (
	"errors"
	"fmt"
	"net"
	"net/http"
)

// Listen leaves the socket open when the check fails.
func Listen(addr string, check func(net.Addr) error) (net.Listener, error) {
	ln, err := net.Listen("tcp", addr) // want "ln"
	if err != nil {
		return nil, err
	}
	if err := check(ln.Addr()); err != nil {
		return nil, err
	}
	return ln, nil
}

// ListenChecked closes it.
func ListenChecked(addr string, check func(net.Addr) error) (net.Listener, error) {
	ln, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, err
	}
	if err := check(ln.Addr()); err != nil {
		return nil, errors.Join(err, ln.Close())
	}
	return ln, nil
}

// Port asks for a free port and keeps it.
func Port() (int, error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0") // want "ln"
	if err != nil {
		return 0, err
	}
	return ln.Addr().(*net.TCPAddr).Port, nil
}

// PortFree lets the port go.
func PortFree() (int, error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer ln.Close()
	return ln.Addr().(*net.TCPAddr).Port, nil
}

// A Server owns its listener.
type Server struct {
	ln  net.Listener
	srv http.Server
}

// Start keeps the listener in the server.
func (s *Server) Start(addr string, h http.Handler) error {
	ln, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	s.ln = ln
	s.srv.Handler = h
	return nil
}

// Run hands the listener to the HTTP server, which closes it.
func (s *Server) Run() error { return s.srv.Serve(s.ln) }

// Close ends it.
func (s *Server) Close() error { return errors.Join(s.srv.Close(), s.ln.Close()) }

// Serve hands the listener to the HTTP server, which closes it.
func Serve(addr string, h http.Handler, ready func(net.Addr, *http.Server)) error {
	ln, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	srv := &http.Server{Handler: h}
	ready(ln.Addr(), srv)
	return srv.Serve(ln)
}

// try listens at a port, and tells whether it was free.
func try(port int) (*net.UDPConn, bool) {
	conn, err := net.ListenUDP("udp", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1), Port: port})
	if err != nil {
		return nil, false
	}
	return conn, true
}

// Receive takes the first of the ports that is free, until handle has had enough.
func Receive(ports []int, handle func([]byte) bool) {
	for _, port := range ports {
		conn, ok := try(port)
		if !ok {
			continue
		}
		go func() {
			defer conn.Close()
			buf := make([]byte, 512)
			for {
				n, err := conn.Read(buf)
				if err != nil || !handle(buf[:n]) {
					return
				}
			}
		}()
		return
	}
}

// Free counts the ports that are free, and keeps them.
func Free(ports []int) int {
	n := 0
	for _, port := range ports {
		if _, ok := try(port); ok { // want "try"
			n++
		}
	}
	return n
}

// Notify sends one datagram.
func Notify(addr *net.UDPAddr, payload []byte) error {
	conn, err := net.DialUDP("udp", nil, addr)
	if err != nil {
		return err
	}
	defer conn.Close()
	_, err = conn.Write(payload)
	return err
}

// NotifyFrom leaves the socket open when it cannot send.
func NotifyFrom(from, addr *net.UDPAddr, payload []byte) error {
	conn, err := net.DialUDP("udp", from, addr) // want "conn"
	if err != nil {
		return err
	}
	if _, err := conn.Write(payload); err != nil {
		return err
	}
	return conn.Close()
}

// A lease is a listener that counts what it accepts.
type lease struct {
	net.Listener
	accepted int
}

func take(addr string) (*lease, error) {
	ln, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, err
	}
	return &lease{Listener: ln}, nil
}

// Accept takes one connection and gives the address back.
func Accept(addr string) error {
	l, err := take(addr)
	if err != nil {
		return err
	}
	defer l.Close()
	c, err := l.Accept()
	if err != nil {
		return err
	}
	l.accepted++
	return c.Close()
}

// Lend gives a listener away, or closes it when it returns an error.
func Lend(addr string, ready func() error) (ln net.Listener, err error) {
	open, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			_ = open.Close()
		}
	}()
	if err := ready(); err != nil {
		return nil, fmt.Errorf("not ready: %w", err)
	}
	return open, nil
}

// LendLater closes it only when the error comes early.
func LendLater(addr string, ready, warm func() error) (net.Listener, error) {
	open, err := net.Listen("tcp", addr) // want "open"
	if err != nil {
		return nil, err
	}
	if err := ready(); err != nil {
		return nil, errors.Join(fmt.Errorf("not ready: %w", err), open.Close())
	}
	if err := warm(); err != nil {
		return nil, fmt.Errorf("not warm: %w", err)
	}
	return open, nil
}
