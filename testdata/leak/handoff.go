package handoff

import (
	"context"
	"io"
	"net/http/httptest"
	"sync"
	"time"

	"drive"
)

type sink struct{}

func (sink) Attach(in <-chan int) {
	go func() {
		for range in {
		}
	}()
}

type publisher struct{}

func (publisher) Publish(_ string, acked Acked) error {
	if acked != nil {
		acked(nil)
	}
	return nil
}

func init() {
	p := drive.Package("handoff")
	read := func(in <-chan int) { go func() { <-in }() }
	p.Safe("Feed", func() { Feed(sink{}, []int{1, 2}) })
	load := func(string) string { return "" }
	p.Safe("Store_Load", func() { (&Store{values: make(map[string]string)}).Load("a", load, true) })
	p.Leak("lock", "Store_LoadFirst", func() { (&Store{loads: 1}).LoadFirst("a", load) })
	p.Safe("PublishAll", func() { _ = PublishAll(publisher{}, 2) })
	p.Leak("receive", "PublishBlind", func() { _ = PublishBlind(publisher{}, 2) })
	p.Safe("Call", func() { Call(read, 1) })
	p.Safe("Source", func() { read(Source(1)) })
	p.Safe("Ask", func() {
		inbox := make(chan Message)
		go func() {
			m := <-inbox
			m.Reply <- m.Body
		}()
		Ask(inbox, "hello")
	})
	p.Safe("Server_Start", func() {
		s := &Server{Events: make(chan string), Done: make(chan struct{})}
		s.Start()
		<-s.Events
		close(s.Done)
	})
	p.Safe("Server_Wait", func() {
		s := &Server{waits: make(map[string]chan string)}
		go func() {
			time.Sleep(10 * time.Millisecond)
			s.Deliver("id", "text")
		}()
		s.Wait("id")
	})
	p.Safe("Copy", func() { Copy(io.Discard, func(w io.Writer) { _, _ = w.Write([]byte("x")) }) })
	p.Safe("Handler", func() {
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		Handler(func() {})(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil).WithContext(ctx))
	})
	p.Safe("Guard", func() {
		var mu sync.Mutex
		Guard(&mu)()
		Guard(&mu)()
	})
	p.Safe("Hooked", func() { Hooked(func(done func()) { go done(); go done() }) })
	p.Safe("Timer", func() { Timer(time.Millisecond) })
	p.Safe("AfterContext", func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Millisecond)
		defer cancel()
		AfterContext(ctx)
	})
	fails := func(int) (int, error) { return 0, io.EOF }
	p.Safe("Gather", func() { _, _ = Gather(context.Background(), inTurn{}, 3, fails) })
	p.Leak("send", "GatherFirst", func() { _, _ = GatherFirst(context.Background(), inTurn{}, 3, fails) })
}

// inTurn runs one job after the other, until one fails.
type inTurn struct{}

func (inTurn) Each(_ context.Context, n int, run func(int) error) error {
	for job := range n {
		if err := run(job); err != nil {
			return err
		}
	}
	return nil
}
