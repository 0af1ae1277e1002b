// Package padding has fields and elements that need lines of their own.
package padding

import "sync/atomic"

type slot struct {
	done int64
}

func count(workers int, jobs <-chan string) []slot {
	slots := make([]slot, workers)
	for i := range workers {
		go func() {
			for range jobs {
				slots[i].done++ // want `false-sharing: each goroutine started`
			}
		}()
	}
	return slots
}

type queue struct {
	name string
	head atomic.Uint64
	// tail is where the producer writes.
	tail atomic.Uint64
}

func start(q *queue, in <-chan string, out chan<- string) {
	go func() {
		for range in {
			q.tail.Add(1) // want `false-sharing: head and tail of queue`
		}
	}()
	go func() {
		for {
			out <- q.name
			q.head.Add(1)
		}
	}()
}

// Written without names, so that another field would break it: no fix.
type cell struct{ n int64 }

func cells(workers int, jobs <-chan string) []cell {
	cs := []cell{{1}, {2}}
	for i := range workers {
		go func() {
			for range jobs {
				cs[i].n++ // want `false-sharing: each goroutine started`
			}
		}()
	}
	return cs
}
