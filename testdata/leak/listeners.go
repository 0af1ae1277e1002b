package listeners

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"runtime"

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
