// Package pubsub hands messages to the subscribers of a topic.
package pubsub

import (
	"fmt"
	"maps"
	"sync"
	"sync/atomic"
)

// Broker knows the subscribers of each topic.
type Broker struct {
	mu     sync.RWMutex
	topics map[string]map[int]chan string
	sent   map[string]int
	next   int
}

// NewBroker returns a broker without topics.
func NewBroker() *Broker {
	return &Broker{topics: make(map[string]map[int]chan string), sent: make(map[string]int)}
}

// Subscribe returns a channel of messages and how to end it.
func (b *Broker) Subscribe(topic string) (<-chan string, func()) {
	ch := make(chan string, 1)
	b.mu.Lock()
	id := b.next
	b.next++
	if b.topics[topic] == nil {
		b.topics[topic] = make(map[int]chan string)
	}
	b.topics[topic][id] = ch
	b.mu.Unlock()
	return ch, func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		delete(b.topics[topic], id)
	}
}

// Listen calls f with each message until the returned function is called.
func (b *Broker) Listen(topic string, f func(string)) (stop func()) {
	ch := make(chan string, 1)
	b.mu.Lock()
	id := b.next
	b.next++
	if b.topics[topic] == nil {
		b.topics[topic] = make(map[int]chan string)
	}
	b.topics[topic][id] = ch
	b.mu.Unlock()
	done := make(chan struct{})
	go func() {
		for {
			select {
			case msg := <-ch:
				f(msg)
			case <-done:
				return
			}
		}
	}()
	return func() {
		delete(b.topics[topic], id) // want "inconsistent-guard: map b.topics"
		close(done)
	}
}

// Publish hands a message to whoever has room.
func (b *Broker) Publish(topic, msg string) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	for _, ch := range b.topics[topic] {
		select {
		case ch <- msg:
		default:
		}
	}
}

// PublishCounted is Publish that counts.
func (b *Broker) PublishCounted(topic, msg string) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	for _, ch := range b.topics[topic] {
		select {
		case ch <- msg:
			b.count(topic)
		default:
		}
	}
}

func (b *Broker) count(topic string) {
	b.sent[topic]++ // want "rlock-write: map b.sent"
}

// Sent tells how many messages were handed out.
func (b *Broker) Sent(topic string) int {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return b.sent[topic]
}

// Subscribers returns the subscribers of a topic.
func (b *Broker) Subscribers(topic string) map[int]chan string {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return b.topics[topic] // want "leaked-ref: map b.topics"
}

// SubscriberIDs returns a copy of the subscribers of a topic.
func (b *Broker) SubscriberIDs(topic string) map[int]bool {
	b.mu.RLock()
	defer b.mu.RUnlock()
	ids := make(map[int]bool)
	for id := range b.topics[topic] {
		ids[id] = true
	}
	return ids
}

// Close ends all topics.
func (b *Broker) Close() {
	b.mu.Lock()
	topics := b.topics
	b.topics = make(map[string]map[int]chan string)
	b.mu.Unlock()
	for topic, subscribers := range topics {
		for id, ch := range subscribers {
			close(ch)
			delete(subscribers, id)
		}
		delete(topics, topic)
	}
}

// Listeners are called by Emit from the goroutine of the caller. They are
// replaced as a whole, so that Emit needs no lock.
type Listeners struct {
	mu    sync.Mutex
	named atomic.Pointer[map[string]func(string)]
}

// On adds a listener.
func (l *Listeners) On(name string, f func(string)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	next := map[string]func(string){name: f}
	if old := l.named.Load(); old != nil {
		for k, v := range *old {
			if _, ok := next[k]; !ok {
				next[k] = v
			}
		}
	}
	l.named.Store(&next)
}

// Off removes a listener.
func (l *Listeners) Off(name string) {
	for {
		old := l.named.Load()
		if old == nil {
			return
		}
		next := maps.Clone(*old)
		delete(next, name)
		if l.named.CompareAndSwap(old, &next) {
			return
		}
	}
}

// Emit calls the listeners.
func (l *Listeners) Emit(msg string) {
	if named := l.named.Load(); named != nil {
		for _, f := range *named {
			f(msg)
		}
	}
}

// Inbox keeps the last message of each sender in the goroutine that Open starts.
type Inbox struct {
	last  map[string]string
	in    chan [2]string
	query chan func(map[string]string)
}

// Open starts an inbox.
func Open() *Inbox {
	ib := &Inbox{last: make(map[string]string), in: make(chan [2]string), query: make(chan func(map[string]string))}
	ib.last["system"] = "opened"
	go ib.serve()
	return ib
}

func (ib *Inbox) serve() {
	for {
		select {
		case m, ok := <-ib.in:
			if !ok {
				return
			}
			ib.last[m[0]] = m[1]
		case f := <-ib.query:
			f(ib.last)
		}
	}
}

// Put delivers a message.
func (ib *Inbox) Put(from, msg string) { ib.in <- [2]string{from, msg} }

// Last returns the last message of a sender.
func (ib *Inbox) Last(from string) string {
	answer := make(chan string, 1)
	ib.query <- func(last map[string]string) { answer <- last[from] }
	return <-answer
}

// Close ends the inbox.
func (ib *Inbox) Close() { close(ib.in) }

// Replay starts a goroutine that collects messages and prints them as they stand.
func Replay(messages <-chan [2]string, print func(string)) {
	latest := make(map[string]string)
	finished := make(chan struct{})
	go func() {
		defer close(finished)
		for m := range messages {
			latest[m[0]] = m[1] // want "unguarded: map latest"
		}
	}()
	print(fmt.Sprintf("%v", latest))
	<-finished
	print(fmt.Sprintf("%v", latest))
}
