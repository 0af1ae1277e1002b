//go:build govlint_sched

package shim

import "fmt"

// Mutex is a lock whose waiters the scheduler knows.
type Mutex struct {
	held bool
	_    [7]byte // the size of a sync.Mutex, so that layouts agree
}

// wait gives way to other tasks until held says false.
func wait(held func() bool) {
	r := active
	for held() {
		if r == nil {
			panic("lock held outside a run")
		}
		self := r.current
		self.blocked = held
		next := r.choose(nil)
		if next == nil {
			r.stop(fmt.Errorf("deadlock: task %d waits for a lock for ever", self.id))
			r.park(self)
		}
		if next != self {
			r.switchTo(next)
			r.park(self)
		}
		self.blocked = nil
	}
}

// Lock blocks until the lock is free.
func (m *Mutex) Lock() {
	yield()
	wait(func() bool { return m.held })
	m.held = true
}

// Unlock frees the lock.
func (m *Mutex) Unlock() {
	yield()
	if !m.held {
		panic("unlock of a free lock")
	}
	m.held = false
}

// RWMutex is a lock that readers share.
type RWMutex struct {
	held    bool
	readers int32
	_       [16]byte // the size of a sync.RWMutex
}

// Lock blocks until nobody has the lock.
func (m *RWMutex) Lock() {
	yield()
	wait(func() bool { return m.held || m.readers > 0 })
	m.held = true
}

// Unlock frees the lock.
func (m *RWMutex) Unlock() {
	yield()
	if !m.held {
		panic("unlock of a free lock")
	}
	m.held = false
}

// RLock blocks until no writer has the lock.
func (m *RWMutex) RLock() {
	yield()
	wait(func() bool { return m.held })
	m.readers++
}

// RUnlock undoes one RLock.
func (m *RWMutex) RUnlock() {
	yield()
	if m.readers == 0 {
		panic("unlock of a lock that nobody reads under")
	}
	m.readers--
}
