// Package relay has helpers that others call with their channels and locks.
package relay

import (
	"context"
	"sync"
)

// Put sends once.
func Put(out chan<- int, v int) { out <- v }

// PutContext sends or gives up.
func PutContext(ctx context.Context, out chan<- int, v int) {
	select {
	case out <- v:
	case <-ctx.Done():
	}
}

// Take receives once.
func Take(in <-chan int) int { return <-in }

// Discard reads to the end.
func Discard(in <-chan int) {
	for range in {
	}
}

// Finish closes.
func Finish(out chan<- int) { close(out) }

// Locked calls f with the lock held.
func Locked(mu *sync.Mutex, f func()) {
	mu.Lock()
	defer mu.Unlock()
	f()
}

// Try sends if somebody waits for it.
func Try(out chan<- int, v int) bool {
	select {
	case out <- v:
		return true
	default:
		return false
	}
}

// Later sends from a goroutine of its own.
func Later(out chan<- int) {
	go func() { out <- 1 }()
}

// Work counts down when f returns.
func Work(wg *sync.WaitGroup, f func()) {
	defer wg.Done()
	f()
}

// Release unlocks what its caller has locked.
func Release(mu *sync.Mutex) { mu.Unlock() }

// A Feed counts until it is closed.
type Feed struct {
	quit chan struct{}
	n    chan int
}

// NewFeed starts counting. Close ends it.
func NewFeed() *Feed {
	f := &Feed{quit: make(chan struct{}), n: make(chan int)}
	go f.count()
	return f
}

func (f *Feed) count() {
	for i := 0; ; i++ {
		select {
		case f.n <- i:
		case <-f.quit:
			return
		}
	}
}

// Next returns the next number.
func (f *Feed) Next() int { return <-f.n }

// Close ends the feed.
func (f *Feed) Close() { close(f.quit) }
