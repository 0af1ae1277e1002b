package listeners

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"drive"
)

// open tells whether somebody listens.
func open(addr string) bool {
	c, err := net.Dial("tcp", addr)
	if err != nil {
		return false
	}
	_ = c.Close()
	return true
}

func mustBeFree(addr string) {
	if open(addr) {
		panic("the socket is still open")
	}
}

// freePort is a port for datagrams that nobody has.
func freePort() int {
	conn, err := net.ListenUDP("udp", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		panic(err)
	}
	defer conn.Close()
	return conn.LocalAddr().(*net.UDPAddr).Port
}

func send(port int) {
	conn, err := net.Dial("udp", fmt.Sprint("127.0.0.1:", port))
	if err != nil {
		panic(err)
	}
	defer conn.Close()
	if _, err := conn.Write([]byte("ping")); err != nil {
		panic(err)
	}
}

// logged notes nothing, and keeps nobody going.
type logged struct{}

func (logged) NoError(err error, _ string) bool { return err == nil }
func (logged) Quiet(string) bool                { return false }

func init() {
	p := drive.Package("listeners")
	const why = "a listener has no goroutine; its socket takes connections until a finalizer closes it"
	const local = "127.0.0.1:0"
	p.Open("unstopped", "Listen", why, func() func() bool {
		var addr string
		_, _ = Listen(local, func(a net.Addr) error { addr = a.String(); return errors.New("bad") })
		return func() bool { return open(addr) }
	})
	p.Safe("ListenChecked", func() {
		var addr string
		_, _ = ListenChecked(local, func(a net.Addr) error { addr = a.String(); return errors.New("bad") })
		mustBeFree(addr)
	})
	p.Open("unstopped", "Port", why, func() func() bool {
		port, _ := Port()
		return func() bool { return open(fmt.Sprint("127.0.0.1:", port)) }
	})
	p.Open("unstopped", "Free", why, func() func() bool {
		port := freePort()
		Free([]int{port})
		return func() bool { _, free := try(port); return !free }
	})
	p.Safe("Receive", func() {
		port := freePort()
		ended := make(chan bool)
		Receive([]int{port}, func([]byte) bool { ended <- true; return false })
		send(port)
		<-ended
	})
	local4 := net.IPv4(127, 0, 0, 1)
	p.Open("unstopped", "NotifyFrom", why, func() func() bool {
		port := freePort()
		tooLong := make([]byte, 1<<17)
		_ = NotifyFrom(&net.UDPAddr{IP: local4, Port: port}, &net.UDPAddr{IP: local4, Port: 9}, tooLong)
		return func() bool { _, free := try(port); return !free }
	})
	p.Safe("Notify", func() { _ = Notify(&net.UDPAddr{IP: local4, Port: 9}, []byte("ping")) })
	p.Safe("Accept", func() {
		port, _ := PortFree()
		addr := fmt.Sprint("127.0.0.1:", port)
		ended := make(chan error)
		go func() { ended <- Accept(addr) }()
		for !open(addr) {
			runtime.Gosched()
		}
		<-ended
	})
	bad := func() error { return errors.New("bad") }
	fine := func() error { return nil }
	p.Open("unstopped", "LendLater", why, func() func() bool {
		port, _ := PortFree()
		addr := fmt.Sprint("127.0.0.1:", port)
		_, _ = LendLater(addr, fine, bad)
		return func() bool { return open(addr) }
	})
	p.Safe("Lend", func() {
		port, _ := PortFree()
		addr := fmt.Sprint("127.0.0.1:", port)
		_, _ = Lend(addr, bad)
		mustBeFree(addr)
	})
	p.Open("unstopped", "GreetOnce", why, func() func() bool {
		return greeted(func(addr string) { _, _ = GreetOnce(context.Background(), addr, "") })
	})
	p.Safe("Greet", func() {
		if greeted(func(addr string) { _, _ = Greet(context.Background(), addr, "") })() {
			panic("still open")
		}
	})
	p.Open("unstopped", "BindAny", why, func() func() bool {
		dir, err := os.MkdirTemp("", "bind")
		if err != nil {
			panic(err)
		}
		addr := filepath.Join(dir, "socket")
		_, _ = BindAny("unixgram", addr, func(string) error { return errors.New("bad") })
		return func() bool {
			defer os.RemoveAll(dir)
			c, err := net.Dial("unixgram", addr)
			return err == nil && c.Close() == nil
		}
	})
	p.Safe("Bind", func() {
		for _, network := range []string{"udp", "unixgram"} {
			if conn, _ := Bind(network, local, func(string) error { return errors.New("bad") }); conn != nil {
				_ = conn.Close()
			}
		}
	})
	p.Open("unstopped", "ProtocolOf", why, func() func() bool {
		port, _ := PortFree()
		addr := fmt.Sprint("127.0.0.1:", port)
		_, _ = ProtocolOf("http3", addr)
		return func() bool { return open(addr) }
	})
	p.Safe("Protocol", func() {
		for _, name := range []string{"http", "quic"} {
			if ln, _ := Protocol(name, local); ln != nil {
				_ = ln.Close()
			}
		}
	})
	ended, end := context.WithCancel(context.Background())
	end()
	p.Open("unstopped", "ReadyQuiet", why, func() func() bool {
		port, _ := PortFree()
		addr := fmt.Sprint("127.0.0.1:", port)
		_, _ = ReadyQuiet(ended, addr, fine)
		return func() bool { return open(addr) }
	})
	p.Safe("Ready", func() {
		port, _ := PortFree()
		addr := fmt.Sprint("127.0.0.1:", port)
		_, _ = Ready(ended, addr, fine)
		mustBeFree(addr)
	})
	p.Open("unstopped", "RefusedBy", why, func() func() bool {
		var addr string
		_, _ = RefusedBy(local, func(a net.Addr) bool { addr = a.String(); return true })
		return func() bool { return open(addr) }
	})
	p.Safe("Refused", func() {
		if ln, _ := Refused(local); ln != nil {
			_ = ln.Close()
		}
	})
	p.Open("unstopped", "WatchOn", why, func() func() bool {
		port, _ := PortFree()
		addr := fmt.Sprint("127.0.0.1:", port)
		none := make(chan struct{})
		close(none)
		_ = WatchOn(addr, none, nil)
		return func() bool { return open(addr) }
	})
	p.Safe("Watch", func() {
		port, _ := PortFree()
		addr := fmt.Sprint("127.0.0.1:", port)
		_ = Watch(addr, time.Tick(time.Millisecond), func() bool { return false })
		mustBeFree(addr)
	})
	p.Open("unstopped", "LoggedBy", why, func() func() bool {
		port, _ := PortFree()
		addr := fmt.Sprint("127.0.0.1:", port)
		_, _ = LoggedBy(addr, logged{})
		return func() bool { return open(addr) }
	})
	p.Safe("Logged", func() {
		ln, _ := Logged(local, logged{})
		_ = ln.Close()
	})
	p.Safe("PortFree", func() {
		port, _ := PortFree()
		mustBeFree(fmt.Sprint("127.0.0.1:", port))
	})
	p.Safe("Server_Start", func() {
		s := new(Server)
		if err := s.Start(local, http.NotFoundHandler()); err != nil {
			panic(err)
		}
		addr := s.ln.Addr().String()
		go func() { _ = s.Run() }()
		_ = s.Close()
		mustBeFree(addr)
	})
	p.Safe("Serve", func() {
		var addr string
		_ = Serve(local, http.NotFoundHandler(), func(a net.Addr, s *http.Server) {
			addr = a.String()
			go s.Close()
		})
		mustBeFree(addr)
	})
}

// greeted calls dial, and reports whether the connection that it made is open.
func greeted(dial func(addr string)) func() bool {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	defer ln.Close()
	dial(ln.Addr().String())
	peer, err := ln.Accept()
	if err != nil {
		panic(err)
	}
	return func() bool {
		defer peer.Close()
		_ = peer.SetReadDeadline(time.Now().Add(time.Second / 10))
		_, err := peer.Read(make([]byte, 1))
		return errors.Is(err, os.ErrDeadlineExceeded)
	}
}
