package guarded

import "sync"

// Limits counts per client.
type Limits struct {
	mu     sync.Mutex
	seen   map[string]int
	denied int
}

// NewLimits returns an empty table.
func NewLimits() *Limits { return &Limits{seen: make(map[string]int)} }

// Allow counts a request and says whether it may pass.
func (l *Limits) Allow(client string, most int) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.seen[client]++
	return l.seen[client] <= most
}

// Seen is how many requests a client made.
func (l *Limits) Seen(client string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.seen[client]
}

// Forget starts anew for every client but one.
func (l *Limits) Forget(keep string) {
	for client := range l.seen {
		if client == keep {
			continue
		}
		delete(l.seen, client)
	}
}
