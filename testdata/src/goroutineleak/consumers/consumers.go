// Package consumers reads messages, with a helper that asks for some of them again.
package consumers

import (
	"errors"
	"sync"
	"time"
)

type redeliverer interface {
	Redeliver(ids []string)
}

// A tracker asks again for what was refused.
type tracker struct {
	mu      sync.Mutex
	refused []string
	to      redeliverer
	tick    *time.Ticker
	done    chan struct{}
}

func newTracker(to redeliverer, every time.Duration) *tracker {
	t := &tracker{to: to, tick: time.NewTicker(every), done: make(chan struct{})}
	go t.run()
	return t
}

func (t *tracker) run() {
	for {
		select {
		case <-t.done:
			return
		case <-t.tick.C:
			t.mu.Lock()
			ids := t.refused
			t.refused = nil
			t.mu.Unlock()
			if len(ids) > 0 {
				t.to.Redeliver(ids)
			}
		}
	}
}

// Close ends the tracker.
func (t *tracker) Close() { close(t.done) }

// A Handler is told of messages.
type Handler interface {
	Message(id string)
}

// A Member is told of messages, and closed at the end.
type Member interface {
	Handler
	Close()
}

// A Bus brings messages.
type Bus interface {
	Attach(topic string, h Handler) error
	Manage(topic string, m Member) error
	Ask(topic string, ids []string)
}

// A Consumer reads one topic.
type Consumer struct {
	bus     Bus
	topic   string
	events  chan string
	tracker *tracker
}

// Redeliver asks for messages again.
func (c *Consumer) Redeliver(ids []string) { c.bus.Ask(c.topic, ids) }

// Message takes a message.
func (c *Consumer) Message(id string) { c.events <- id }

// Close ends the consumer.
func (c *Consumer) Close() {
	c.tracker.Close()
	close(c.events)
}

func (c *Consumer) run() {
	defer c.tracker.Close()
	for id := range c.events {
		if id == "" {
			return
		}
	}
}

func (c *Consumer) attach() error {
	if c.topic == "" {
		return errors.New("no topic")
	}
	return c.bus.Attach(c.topic, c)
}

// New leaves the tracker behind when the bus refuses.
func New(bus Bus, topic string) (*Consumer, error) {
	c := &Consumer{bus: bus, topic: topic, events: make(chan string, 8)}
	c.tracker = newTracker(c, time.Second) // want "tracker"
	if err := c.attach(); err != nil {
		return nil, err
	}
	go c.run()
	return c, nil
}

// NewClosed closes it then.
func NewClosed(bus Bus, topic string) (*Consumer, error) {
	c := &Consumer{bus: bus, topic: topic, events: make(chan string, 8)}
	c.tracker = newTracker(c, time.Second)
	if err := c.attach(); err != nil {
		c.tracker.Close()
		return nil, err
	}
	go c.run()
	return c, nil
}

// NewManaged leaves the end of the consumer to the bus, which closes what it
// was given.
func NewManaged(bus Bus, topic string) (*Consumer, error) {
	c := &Consumer{bus: bus, topic: topic, events: make(chan string, 8)}
	c.tracker = newTracker(c, time.Second)
	if err := c.bus.Manage(c.topic, c); err != nil {
		return nil, err
	}
	return c, nil
}

// NewStarted has a loop by then, which ends the tracker with itself.
func NewStarted(bus Bus, topic string) (*Consumer, error) {
	c := &Consumer{bus: bus, topic: topic, events: make(chan string, 8)}
	c.tracker = newTracker(c, time.Second)
	go c.run()
	if err := c.attach(); err != nil {
		close(c.events)
		return nil, err
	}
	return c, nil
}
