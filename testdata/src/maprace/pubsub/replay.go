package pubsub

import "sync"

// Log keeps what was published and replays it to new readers.
type Log struct {
	mu      sync.Mutex
	readers map[string]int
	seen    map[string]int
}

// NewLog returns an empty log.
func NewLog() *Log { return &Log{readers: make(map[string]int), seen: make(map[string]int)} }

// Join adds a reader. Its replay keeps the lock, which the goroutine gives up
// when it is through.
func (l *Log) Join(name string, replay func() int) {
	l.mu.Lock()
	if l.readers[name] > 0 {
		l.mu.Unlock()
		return
	}
	go func() {
		defer l.mu.Unlock()
		l.readers[name] = replay()
	}()
}

// Leave removes a reader.
func (l *Log) Leave(name string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.readers, name)
}

// Readers counts the readers.
func (l *Log) Readers() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.readers)
}

// Mark notes what a reader has seen, and gives up the lock too early.
func (l *Log) Mark(name string, n int) {
	l.mu.Lock()
	go func() {
		l.mu.Unlock()
		l.seen[name] = n // want "inconsistent-guard: map l.seen"
	}()
}

// Seen returns what a reader has seen.
func (l *Log) Seen(name string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.seen[name]
}

// Forget drops what a reader has seen.
func (l *Log) Forget(name string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.seen, name)
}

// Cut starts the readers anew and returns those so far in a log of their own.
func (l *Log) Cut() *Log {
	l.mu.Lock()
	defer l.mu.Unlock()
	before := NewLog()
	before.readers, l.readers = l.readers, before.readers
	return before
}

// Fork returns a log with the same readers, the very map of them.
func (l *Log) Fork() *Log {
	l.mu.Lock()
	defer l.mu.Unlock()
	other := NewLog()
	other.readers = l.readers // want "leaked-ref: map l.readers"
	return other
}
