package guarded

import "sync"

// Quota limits what clients take.
type Quota struct {
	mu   sync.Mutex
	left map[string]int
}

// NewQuota returns an empty table.
func NewQuota() *Quota { return &Quota{left: map[string]int{}} }

// Grant adds to what a client may take.
func (q *Quota) Grant(client string, n int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.left[client] += n
}

// Left is what a client may take.
func (q *Quota) Left(client string) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.left[client]
}

// Take takes one, if any is left.
func (q *Quota) Take(client string) bool {
	if q.left[client] == 0 {
		return false
	}
	q.left[client]--
	return true
}
