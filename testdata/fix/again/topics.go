package again

import "sync"

type subscribers struct {
	mu    sync.Mutex
	names map[string]bool
}

func newSubscribers() *subscribers {
	return &subscribers{names: make(map[string]bool)}
}

// Topics are what one can subscribe to.
type Topics struct {
	mu     sync.Mutex
	topics map[string]*subscribers
}

// NewTopics returns none.
func NewTopics() *Topics { return &Topics{topics: map[string]*subscribers{}} }

// Subscribe adds a name to a topic.
func (t *Topics) Subscribe(topic, name string) {
	s := t.topic(topic)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.names[name] = true
}

func (t *Topics) topic(name string) *subscribers {
	t.mu.Lock()
	known := t.topics[name]
	t.mu.Unlock()
	if known != nil {
		return known
	}
	s := newSubscribers()
	t.mu.Lock()
	defer t.mu.Unlock()
	t.topics[name] = s
	return s
}

// Count is the number of names of a topic.
func (t *Topics) Count(topic string) int {
	s := t.topic(topic)
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.names)
}
