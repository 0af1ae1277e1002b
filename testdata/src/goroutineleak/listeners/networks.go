package listeners

import (
	"context"
	"errors"
	"net"
	"os"
	"strings"
	"time"
)

// isFile reports a network whose addresses are files.
func isFile(network string) bool { return strings.HasPrefix(network, "unix") }

// Bind prepares a socket that is a file, which one for datagrams is not.
func Bind(network, addr string, prepare func(string) error) (net.PacketConn, error) {
	var conn net.PacketConn
	var err error
	if strings.HasPrefix(network, "udp") {
		conn, err = net.ListenPacket(network, addr)
	}
	if err != nil {
		return nil, err
	}
	if isFile(network) {
		if err := prepare(addr); err != nil {
			return nil, err
		}
	}
	return conn, nil
}

// BindAny asks for a prefix that both kinds of network have.
func BindAny(network, addr string, prepare func(string) error) (net.PacketConn, error) {
	var conn net.PacketConn
	var err error
	if strings.HasPrefix(network, "u") {
		conn, err = net.ListenPacket(network, addr) // want "conn"
	}
	if err != nil {
		return nil, err
	}
	if isFile(network) {
		if err := prepare(addr); err != nil {
			return nil, err
		}
	}
	return conn, nil
}

// Protocol opens by name, and knows one more name that it cannot open.
func Protocol(name, addr string) (ln net.Listener, err error) {
	switch name {
	case "http", "https":
		if ln, err = net.Listen("tcp", addr); err != nil {
			return nil, err
		}
	}
	if name == "quic" {
		return nil, errors.New("listeners: no datagrams")
	}
	return ln, nil
}

// ProtocolOf finds out too late that it cannot.
func ProtocolOf(name, addr string) (ln net.Listener, err error) {
	if strings.HasPrefix(name, "http") {
		if ln, err = net.Listen("tcp", addr); err != nil { // want "ln"
			return nil, err
		}
	}
	if name == "http3" {
		return nil, errors.New("listeners: no datagrams")
	}
	return ln, nil
}

// Ready closes the listener when it returns an error, and the end of the context is one.
func Ready(ctx context.Context, addr string, warm func() error) (ln net.Listener, err error) {
	open, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			_ = open.Close()
		}
	}()
	defer func() {
		select {
		case <-ctx.Done():
			ln, err = nil, ctx.Err()
		default:
		}
	}()
	if err := warm(); err != nil {
		return nil, err
	}
	return open, nil
}

// ReadyQuiet forgets that the context has ended, and the listener with it.
func ReadyQuiet(ctx context.Context, addr string, warm func() error) (ln net.Listener, err error) {
	open, err := net.Listen("tcp", addr) // want "open"
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			_ = open.Close()
		}
	}()
	defer func() {
		select {
		case <-ctx.Done():
			ln = nil
		default:
		}
	}()
	if err := warm(); err != nil {
		return nil, err
	}
	return open, nil
}

// Refused looks at what the error is before it looks whether there is one.
func Refused(addr string) (net.Listener, error) {
	ln, err := net.Listen("tcp", addr)
	if errors.Is(err, os.ErrPermission) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return ln, nil
}

// RefusedBy asks somebody else whether there is an error.
func RefusedBy(addr string, refused func(net.Addr) bool) (net.Listener, error) {
	ln, err := net.Listen("tcp", addr) // want "ln"
	if err != nil {
		return nil, err
	}
	if refused(ln.Addr()) {
		return nil, os.ErrPermission
	}
	return ln, nil
}

// Watch listens until it is told not to. Nobody closes the channel of a ticker.
func Watch(addr string, tick <-chan time.Time, alive func() bool) error {
	ln, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	for range tick {
		if !alive() {
			return ln.Close()
		}
	}
	return nil
}

// WatchOn asks whenever it is nudged, until nobody nudges it any more.
func WatchOn(addr string, nudges <-chan struct{}, alive func() bool) error {
	ln, err := net.Listen("tcp", addr) // want "ln"
	if err != nil {
		return err
	}
	for range nudges {
		if !alive() {
			return ln.Close()
		}
	}
	return nil
}

// A Log takes down what fails.
type Log interface {
	NoError(err error, what string) bool
	Quiet(what string) bool
}

// Logged has the log look at the error.
func Logged(addr string, log Log) (net.Listener, bool) {
	ln, err := net.Listen("tcp", addr)
	if !log.NoError(err, "listen") {
		return nil, false
	}
	return ln, true
}

// LoggedBy has the log decide.
func LoggedBy(addr string, log Log) (net.Listener, bool) {
	ln, err := net.Listen("tcp", addr) // want "ln"
	if err != nil || !log.Quiet("listen") {
		return nil, false
	}
	return ln, true
}

// A Stream is a connection that greets.
type Stream struct {
	*net.TCPConn
	greeting string
}

// Close says so, and closes the connection.
func (s *Stream) Close() error {
	s.greeting = ""
	return s.TCPConn.Close()
}

func (s *Stream) greet() error {
	if s.greeting == "" {
		return errors.New("listeners: nothing to say")
	}
	_, err := s.Write([]byte(s.greeting))
	return err
}

// Greet closes what it has dialled, by the type that it has made of it.
func Greet(ctx context.Context, addr, greeting string) (*Stream, error) {
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", addr)
	if err != nil {
		return nil, err
	}
	s := &Stream{TCPConn: conn.(*net.TCPConn), greeting: greeting}
	if err := s.greet(); err != nil {
		_ = s.Close()
		return nil, err
	}
	return s, nil
}

// GreetOnce drops it.
func GreetOnce(ctx context.Context, addr, greeting string) (*Stream, error) {
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", addr) // want "conn"
	if err != nil {
		return nil, err
	}
	s := &Stream{TCPConn: conn.(*net.TCPConn), greeting: greeting}
	if err := s.greet(); err != nil {
		return nil, err
	}
	return s, nil
}
