// Package broker delivers messages to subscribers.
package broker

import (
	"sync"
	"time"
)

// Broker delivers under its lock; a subscriber that leaves needs that lock.
type Broker struct {
	mu   sync.Mutex
	subs map[chan string]bool
}

func (b *Broker) subscribe() chan string {
	b.mu.Lock()
	defer b.mu.Unlock()
	sub := make(chan string)
	b.subs[sub] = true
	return sub
}

func (b *Broker) leave(sub chan string) {
	b.mu.Lock() // blind "mu"
	defer b.mu.Unlock()
	delete(b.subs, sub)
}

func (b *Broker) publish(msg string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for sub := range b.subs {
		sub <- msg // also
	}
}

// Announce has one reader that reads one message and leaves.
func (b *Broker) Announce(first, second string) {
	sub := b.subscribe()
	go func() {
		<-sub
		b.leave(sub)
	}()
	b.publish(first)
	b.publish(second)
}

// Hub drops messages for those who are slow.
type Hub struct {
	mu   sync.RWMutex
	subs map[*Subscriber]bool
}

// Subscriber has room for one message.
type Subscriber struct {
	hub  *Hub
	c    chan string
	once sync.Once
}

// Subscribe adds a subscriber.
func (h *Hub) Subscribe() *Subscriber {
	s := &Subscriber{hub: h, c: make(chan string, 1)}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.subs[s] = true
	return s
}

// Publish never waits.
func (h *Hub) Publish(msg string) {
	h.mu.RLock()
	defer h.mu.RUnlock()
	for s := range h.subs {
		select {
		case s.c <- msg:
		default:
		}
	}
}

// Close leaves the hub and ends the reader.
func (s *Subscriber) Close() {
	s.once.Do(func() {
		s.hub.mu.Lock()
		defer s.hub.mu.Unlock()
		delete(s.hub.subs, s)
		close(s.c)
	})
}

// Read calls f for each message until the subscriber is closed.
func (s *Subscriber) Read(f func(string)) {
	for msg := range s.c {
		f(msg)
	}
}

// Listen reads for some time.
func (h *Hub) Listen(d time.Duration, f func(string)) {
	s := h.Subscribe()
	defer s.Close()
	go s.Read(f)
	time.Sleep(d)
}

// Relay passes messages on until there are no more.
func Relay(in <-chan string) <-chan string {
	out := make(chan string)
	go func() {
		defer close(out)
		for msg := range in {
			out <- msg
		}
	}()
	return out
}

// Tee sends each message to two readers, of which one stops early.
func Tee(msgs []string, stop func(string) bool, all func(string)) {
	left, right := make(chan string), make(chan string)
	go func() {
		for msg := range left {
			if stop(msg) {
				return
			}
		}
	}()
	go func() {
		for msg := range right { // also
			all(msg)
		}
	}()
	for _, msg := range msgs {
		left <- msg // want "left"
		right <- msg
	}
	close(left)
	close(right)
}

// TeeAll has two readers that read all.
func TeeAll(msgs []string, count func(string), all func(string)) {
	left, right := make(chan string), make(chan string)
	go func() {
		for msg := range left {
			count(msg)
		}
	}()
	go func() {
		for msg := range right {
			all(msg)
		}
	}()
	for _, msg := range msgs {
		left <- msg
		right <- msg
	}
	close(left)
	close(right)
}

// Await waits for one of two events that cannot come: one channel is nil, and
// the other has no sender.
func Await(after time.Duration, done func()) {
	var cancelled chan struct{}
	finished := make(chan struct{})
	go func() {
		select { // want "select|goroutine"
		case <-cancelled:
		case <-finished:
		}
		done()
	}()
	time.Sleep(after)
}

// AwaitClosed closes one of them.
func AwaitClosed(after time.Duration, done func()) {
	var cancelled chan struct{}
	finished := make(chan struct{})
	go func() {
		select {
		case <-cancelled:
		case <-finished:
		}
		done()
	}()
	time.Sleep(after)
	close(finished)
}

// Exchange sends both ways at once, without room on either.
func Exchange(mine, theirs string) string {
	there, back := make(chan string), make(chan string)
	go func() {
		back <- theirs // want "back"
		<-there
	}()
	there <- mine // also
	return <-back
}

// ExchangeRoom has room on one way.
func ExchangeRoom(mine, theirs string) string {
	there, back := make(chan string, 1), make(chan string)
	go func() {
		back <- theirs
		<-there
	}()
	there <- mine
	return <-back
}

// Collect waits in a select for a result that is not sent on a failure, with no
// other way out than a second channel that is not sent to either.
func Collect(work func() (string, error)) (string, error) {
	results, errs := make(chan string), make(chan error)
	go func() {
		v, err := work()
		if v == "" && err == nil {
			return
		}
		if err != nil {
			errs <- err
			return
		}
		results <- v
	}()
	select { // want "select|results"
	case v := <-results:
		return v, nil
	case err := <-errs:
		return "", err
	}
}
