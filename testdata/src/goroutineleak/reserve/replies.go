package reserve

import "sync"

// A Line carries requests; whoever reads from it calls their reply functions.
type Line struct {
	mu      sync.Mutex
	Replies map[int]func(error)
	next    int
}

func (l *Line) ask(reply func(error)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.next++
	l.Replies[l.next] = reply
}

// Login waits by a lock that the reply releases.
func (l *Line) Login() error {
	var replied sync.Mutex
	var failed error
	replied.Lock()
	l.ask(func(err error) {
		defer replied.Unlock()
		failed = err
	})
	replied.Lock()
	return failed
}

// LoginKept waits for a lock that the reply keeps.
func (l *Line) LoginKept() error {
	var replied sync.Mutex
	var failed error
	replied.Lock()
	l.ask(func(err error) {
		failed = err
	})
	replied.Lock() // want "replied"
	return failed
}

// A Host has some load.
type Host struct {
	mu   sync.RWMutex
	load int
}

// Set sets the load.
func (h *Host) Set(load int) {
	h.mu.Lock() // also
	defer h.mu.Unlock()
	h.load = load
}

// Least is the host with the least load; the best so far stays locked.
func Least(hosts []*Host) *Host {
	var best *Host
	for _, next := range hosts {
		if best == nil {
			best = next
			best.mu.RLock()
			continue
		}
		next.mu.RLock()
		if next.load < best.load {
			best.mu.RUnlock()
			best = next
		} else {
			next.mu.RUnlock()
		}
	}
	if best != nil {
		best.mu.RUnlock()
	}
	return best
}

// LeastKept leaves the best one locked.
func LeastKept(hosts []*Host) int {
	var best *Host
	for _, next := range hosts {
		if best == nil {
			best = next
			best.mu.RLock() // want "mu"
			continue
		}
		next.mu.RLock()
		if next.load < best.load {
			best.mu.RUnlock()
			best = next
		} else {
			next.mu.RUnlock()
		}
	}
	if best != nil {
		return best.load
	}
	return 0
}
