package guarded

import "sync"

// Topics keeps the subscribers of topics.
type Topics struct {
	mu   sync.RWMutex
	subs map[string]map[string]bool
}

// NewTopics returns no topics.
func NewTopics() *Topics { return &Topics{subs: make(map[string]map[string]bool)} }

// Subscribe adds a subscriber.
func (s *Topics) Subscribe(topic, who string) {
	if s.subs[topic] == nil {
		s.subs[topic] = make(map[string]bool)
	}
	s.subs[topic][who] = true
}

// Drop removes a topic.
func (s *Topics) Drop(topic string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.subs, topic)
}

// Has reports a topic.
func (s *Topics) Has(topic string) bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.subs[topic] != nil
}

// Any reports whether there is any topic.
func (s *Topics) Any() bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return len(s.subs) > 0
}

// Count is how many subscribe.
func (s *Topics) Count(topic string) int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return len(s.subs[topic])
}
