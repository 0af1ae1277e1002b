// Package workers has pools that are started and stopped.
package workers

import (
	"context"
	"sync"
)

// A Pool works until Stop.
type Pool struct {
	jobs chan func()
	wg   sync.WaitGroup
}

// NewPool starts n workers.
func NewPool(n int) *Pool {
	p := &Pool{jobs: make(chan func())}
	for range n {
		p.wg.Go(p.work)
	}
	return p
}

func (p *Pool) work() {
	for job := range p.jobs {
		job()
	}
}

// Submit waits for a worker.
func (p *Pool) Submit(job func()) { p.jobs <- job }

// Stop ends the workers.
func (p *Pool) Stop() {
	close(p.jobs)
	p.wg.Wait()
}

// Compute stops its pool.
func Compute(values []int, f func(int)) {
	p := NewPool(2)
	defer p.Stop()
	for _, v := range values {
		p.Submit(func() { f(v) })
	}
}

// ComputeLost does not.
func ComputeLost(values []int, f func(int)) {
	p := NewPool(2) // want `NewPool|\bp\b`
	for _, v := range values {
		p.Submit(func() { f(v) })
	}
}

// ComputeValid does not when a value is not valid.
func ComputeValid(values []int, valid func(int) error, f func(int)) error {
	p := NewPool(2) // want `NewPool|\bp\b`
	for _, v := range values {
		if err := valid(v); err != nil {
			return err
		}
		p.Submit(func() { f(v) })
	}
	p.Stop()
	return nil
}

// WithPool stops the pool after the callback.
func WithPool(n int, use func(*Pool)) {
	p := NewPool(n)
	defer p.Stop()
	use(p)
}

// MakePool returns the pool and what ends it.
func MakePool(n int) (*Pool, func()) {
	p := NewPool(n)
	return p, p.Stop
}

// ComputeContext has workers that end with their context.
func ComputeContext(ctx context.Context, values []int, f func(int)) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	jobs := make(chan int)
	var wg sync.WaitGroup
	for range 2 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for {
				select {
				case v, ok := <-jobs:
					if !ok {
						return
					}
					f(v)
				case <-ctx.Done():
					return
				}
			}
		}()
	}
send:
	for _, v := range values {
		select {
		case jobs <- v:
		case <-ctx.Done():
			break send
		}
	}
	close(jobs)
	wg.Wait()
}

// ComputeQuit has a worker that leaves at the first failure, and then there is
// nobody to take the rest.
func ComputeQuit(values []int, f func(int) error) {
	jobs := make(chan int)
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		for v := range jobs {
			if err := f(v); err != nil {
				return
			}
		}
	}()
	for _, v := range values {
		jobs <- v // want "jobs"
	}
	close(jobs)
	wg.Wait()
}

// ComputeOn has a worker that goes on after a failure.
func ComputeOn(values []int, f func(int) error) (failures int) {
	jobs := make(chan int)
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		for v := range jobs {
			if err := f(v); err != nil {
				failures++
			}
		}
	}()
	for _, v := range values {
		jobs <- v
	}
	close(jobs)
	wg.Wait()
	return failures
}

// ComputeFill puts all jobs into a channel that has room for them before it
// starts a worker.
func ComputeFill(values []int, f func(int)) {
	jobs := make(chan int, len(values))
	for _, v := range values {
		jobs <- v
	}
	close(jobs)
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			for v := range jobs {
				f(v)
			}
		})
	}
	wg.Wait()
}

// ComputeFull has room for two, whatever there is.
func ComputeFull(values []int, f func(int)) {
	jobs := make(chan int, 2)
	for _, v := range values {
		jobs <- v // want "jobs"
	}
	close(jobs)
	for v := range jobs {
		f(v)
	}
}

// A Queue collects in batches until it is closed.
type Queue struct {
	in     chan int
	closed chan struct{}
	sum    int
}

// NewQueue starts the collector.
func NewQueue() *Queue {
	q := &Queue{in: make(chan int), closed: make(chan struct{})}
	go func() {
		defer close(q.closed)
		for v := range q.in {
			q.sum += v
		}
	}()
	return q
}

// Add gives a value to the collector.
func (q *Queue) Add(v int) { q.in <- v }

// Close waits for the collector and returns the sum.
func (q *Queue) Close() int {
	close(q.in)
	<-q.closed
	return q.sum
}

// Sum closes its queue.
func Sum(values []int) int {
	q := NewQueue()
	for _, v := range values {
		q.Add(v)
	}
	return q.Close()
}

// SumSome closes it only if there is something to sum.
func SumSome(values []int) int {
	q := NewQueue() // want `NewQueue|\bq\b`
	if len(values) == 0 {
		return 0
	}
	for _, v := range values {
		q.Add(v)
	}
	return q.Close()
}
