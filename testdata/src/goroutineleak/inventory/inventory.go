// Package inventory sends and receives while it holds a lock.
package inventory

import "sync"

// Shelf sends under the lock that its reader needs.
type Shelf struct {
	mu    sync.Mutex
	items []string
}

// Restock fills a shelf and counts what arrived.
func (s *Shelf) Restock(items []string) int {
	arrived := make(chan string)
	counted := make(chan int)
	go func() {
		n := 0
		for range arrived {
			s.mu.Lock() // want "mu"
			s.items = append(s.items, "label")
			s.mu.Unlock()
			n++
		}
		counted <- n
	}()
	for _, item := range items {
		s.mu.Lock()
		s.items = append(s.items, item)
		arrived <- item // also
		s.mu.Unlock()
	}
	close(arrived)
	return <-counted
}

// RestockOutside sends after it has let the lock go.
func (s *Shelf) RestockOutside(items []string) int {
	arrived := make(chan string)
	counted := make(chan int)
	go func() {
		n := 0
		for range arrived {
			s.mu.Lock()
			s.items = append(s.items, "label")
			s.mu.Unlock()
			n++
		}
		counted <- n
	}()
	for _, item := range items {
		s.mu.Lock()
		s.items = append(s.items, item)
		s.mu.Unlock()
		arrived <- item
	}
	close(arrived)
	return <-counted
}

// Count receives under the lock that its sender needs.
func Count(items []string) int {
	var mu sync.Mutex
	total := 0
	done := make(chan struct{})
	go func() {
		mu.Lock() // want "mu"
		total += len(items)
		mu.Unlock()
		close(done)
	}()
	mu.Lock()
	defer mu.Unlock()
	<-done // also
	return total
}

// CountAfter waits before it locks.
func CountAfter(items []string) int {
	var mu sync.Mutex
	total := 0
	done := make(chan struct{})
	go func() {
		mu.Lock()
		total += len(items)
		mu.Unlock()
		close(done)
	}()
	<-done
	mu.Lock()
	defer mu.Unlock()
	return total
}

// Audit waits for workers with the lock that each of them takes.
func Audit(shelves []string, check func(string) bool) int {
	var mu sync.Mutex
	var wg sync.WaitGroup
	bad := 0
	mu.Lock()
	defer mu.Unlock()
	for _, shelf := range shelves {
		wg.Add(1)
		go func() {
			defer wg.Done()
			if !check(shelf) {
				mu.Lock() // want "mu"
				bad++
				mu.Unlock()
			}
		}()
	}
	wg.Wait() // also
	return bad
}

// AuditAfter waits with the lock let go.
func AuditAfter(shelves []string, check func(string) bool) int {
	var mu sync.Mutex
	var wg sync.WaitGroup
	bad := 0
	for _, shelf := range shelves {
		wg.Add(1)
		go func() {
			defer wg.Done()
			if !check(shelf) {
				mu.Lock()
				bad++
				mu.Unlock()
			}
		}()
	}
	wg.Wait()
	mu.Lock()
	defer mu.Unlock()
	return bad
}

// Notify receives under the lock that its sender takes before it sends.
func Notify(next func() int) int {
	var mu sync.Mutex
	seen := 0
	events := make(chan int, 1)
	done := make(chan struct{})
	go func() {
		defer close(done)
		mu.Lock()
		seen = <-events // want "events"
		mu.Unlock()
	}()
	n := next()
	mu.Lock() // also
	events <- n
	mu.Unlock()
	<-done
	return seen
}

// NotifyRoom sends under the lock to a buffer that has room for it, and receives
// before it takes the lock.
func NotifyRoom(next func() int) int {
	var mu sync.Mutex
	seen := 0
	events := make(chan int, 1)
	done := make(chan struct{})
	go func() {
		defer close(done)
		v := <-events
		mu.Lock()
		seen = v
		mu.Unlock()
	}()
	n := next()
	mu.Lock()
	events <- n
	mu.Unlock()
	<-done
	return seen
}

// Offer sends under the lock and gives up when nobody reads.
func Offer(n int) int {
	var mu sync.Mutex
	offers := make(chan int)
	go func() {
		mu.Lock()
		defer mu.Unlock()
		select {
		case <-offers:
		default:
		}
	}()
	mu.Lock()
	defer mu.Unlock()
	select {
	case offers <- n:
		return n
	default:
		return 0
	}
}
