// Package handoff gives its channels and locks to code that cannot be seen, which
// is taken to do its part.
package handoff

import (
	"context"
	"io"
	"net/http"
	"sync"
	"time"
)

// A Sink reads what it is given.
type Sink interface {
	Attach(<-chan int)
}

// Feed gives its channel to a sink.
func Feed(sink Sink, values []int) {
	out := make(chan int)
	sink.Attach(out)
	go func() {
		defer close(out)
		for _, v := range values {
			out <- v
		}
	}()
}

// Call gives its channel to a function.
func Call(attach func(<-chan int), v int) {
	out := make(chan int)
	attach(out)
	go func() { out <- v }()
}

// Source gives its channel to the caller, who reads it.
func Source(v int) <-chan int {
	out := make(chan int)
	go func() { out <- v }()
	return out
}

// A Message carries the channel for its answer.
type Message struct {
	Body  string
	Reply chan string
}

// Ask sends a message whose answer comes over the channel in it.
func Ask(inbox chan<- Message, body string) string {
	reply := make(chan string)
	inbox <- Message{body, reply}
	return <-reply
}

// A Server has a channel that everybody sees.
type Server struct {
	Events chan string
	Done   chan struct{}
	mu     sync.Mutex
	waits  map[string]chan string
}

// Start sends to whoever reads the events.
func (s *Server) Start() {
	go func() { s.Events <- "started" }()
	go func() { <-s.Done }()
}

// Wait keeps a channel in a table, from which Deliver takes it.
func (s *Server) Wait(id string) string {
	c := make(chan string)
	s.mu.Lock()
	s.waits[id] = c
	s.mu.Unlock()
	return <-c
}

// Deliver sends to the one who waits.
func (s *Server) Deliver(id, text string) {
	s.mu.Lock()
	c := s.waits[id]
	delete(s.waits, id)
	s.mu.Unlock()
	if c != nil {
		c <- text
	}
}

// Copy waits for a pipe whose writer is elsewhere.
func Copy(dst io.Writer, start func(io.Writer)) {
	r, w := io.Pipe()
	go func() {
		defer w.Close()
		start(w)
	}()
	_, _ = io.Copy(dst, r)
}

// Handler waits for a request to end.
func Handler(cleanup func()) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		go func() {
			<-r.Context().Done()
			cleanup()
		}()
	}
}

// Guard locks for a caller, who unlocks.
func Guard(l sync.Locker) (release func()) {
	l.Lock()
	return l.Unlock
}

// Hooked waits for a callback that somebody calls.
func Hooked(register func(done func())) {
	done := make(chan struct{})
	var once sync.Once
	register(func() { once.Do(func() { close(done) }) })
	<-done
}

// Timer waits for a callback of a timer.
func Timer(d time.Duration) {
	done := make(chan struct{})
	time.AfterFunc(d, func() { close(done) })
	<-done
}

// AfterContext waits for a callback of a context.
func AfterContext(ctx context.Context) {
	done := make(chan struct{})
	context.AfterFunc(ctx, func() { close(done) })
	<-done
}
