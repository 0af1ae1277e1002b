package lsp

import "sync"

// A queue does what is put into it, one after the other, in a goroutine of its own. Its
// methods may be called by any number of goroutines.
type queue struct {
	mu      sync.Mutex
	changed sync.Cond
	todo    []func()
	busy    bool
	closed  bool
}

func newQueue() *queue {
	q := new(queue)
	q.changed.L = &q.mu
	go q.run()
	return q
}

// put adds f. It never waits.
func (q *queue) put(f func()) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.todo = append(q.todo, f)
	q.changed.Broadcast()
}

// wait returns when all that was put before is done.
func (q *queue) wait() {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.todo) > 0 || q.busy {
		q.changed.Wait()
	}
}

// close ends the goroutine when all is done.
func (q *queue) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	q.changed.Broadcast()
}

func (q *queue) run() {
	q.mu.Lock()
	defer q.mu.Unlock()
	for {
		for len(q.todo) == 0 {
			if q.closed {
				return
			}
			q.changed.Wait()
		}
		todo := q.todo
		q.todo, q.busy = nil, true
		q.mu.Unlock()
		for _, f := range todo {
			f()
		}
		q.mu.Lock()
		q.busy = false
		q.changed.Broadcast()
	}
}
