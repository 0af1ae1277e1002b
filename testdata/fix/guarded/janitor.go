package guarded

import "sync"

// Janitor forgets what has been seen often enough.
type Janitor struct {
	mu   sync.RWMutex
	seen map[string]int
}

// NewJanitor returns one with nothing to do.
func NewJanitor() *Janitor { return &Janitor{seen: make(map[string]int)} }

// See notes something.
func (j *Janitor) See(name string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.seen[name]++
}

// Reset forgets all.
func (j *Janitor) Reset() {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.seen = make(map[string]int)
}

// Sweep forgets what was seen ten times.
func (j *Janitor) Sweep() {
	if j.seen == nil {
		return
	}
	for name := range j.seen { // one by one
		j.expire(name)
	}
}

func (j *Janitor) expire(name string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.seen[name] >= 10 {
		delete(j.seen, name)
	}
}

// Count is how often something was seen.
func (j *Janitor) Count(name string) int {
	j.mu.RLock()
	defer j.mu.RUnlock()
	return j.seen[name]
}
