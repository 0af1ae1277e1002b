// Package jobqueue waits on conditions.
package jobqueue

import (
	"context"
	"sync"
)

// Mute changes what its readers wait for and tells nobody.
type Mute struct {
	mu   sync.Mutex
	cond *sync.Cond
	jobs []string
}

// NewMute returns an empty queue.
func NewMute() *Mute {
	q := new(Mute)
	q.cond = sync.NewCond(&q.mu)
	return q
}

// Put adds a job without a signal.
func (q *Mute) Put(job string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.jobs = append(q.jobs, job)
}

// Take waits for a job.
func (q *Mute) Take() string {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.jobs) == 0 {
		q.cond.Wait() // want "cond"
	}
	job := q.jobs[0]
	q.jobs = q.jobs[1:]
	return job
}

// Queue signals each job and wakes all at the end.
type Queue struct {
	mu     sync.Mutex
	cond   *sync.Cond
	jobs   []string
	closed bool
}

// NewQueue returns an empty queue.
func NewQueue() *Queue {
	q := new(Queue)
	q.cond = sync.NewCond(&q.mu)
	return q
}

// Put adds a job.
func (q *Queue) Put(job string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.jobs = append(q.jobs, job)
	q.cond.Signal()
}

// Take waits for a job or the end.
func (q *Queue) Take() (string, bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.jobs) == 0 && !q.closed {
		q.cond.Wait()
	}
	if len(q.jobs) == 0 {
		return "", false
	}
	job := q.jobs[0]
	q.jobs = q.jobs[1:]
	return job, true
}

// Close wakes all who wait.
func (q *Queue) Close() {
	q.mu.Lock()
	q.closed = true
	q.mu.Unlock()
	q.cond.Broadcast()
}

// Drain works off a queue and closes it.
func Drain(jobs []string, work func(string)) {
	q := NewQueue()
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			for {
				job, ok := q.Take()
				if !ok {
					return
				}
				work(job)
			}
		})
	}
	for _, job := range jobs {
		q.Put(job)
	}
	q.Close()
	wg.Wait()
}

// Gate waits for one who opens it, which never happens on a failure.
func Gate(open func() error, through func()) error {
	var mu sync.Mutex
	cond := sync.NewCond(&mu)
	opened := false
	go func() {
		mu.Lock()
		defer mu.Unlock()
		for !opened {
			cond.Wait() // want "cond"
		}
		through()
	}()
	if err := open(); err != nil {
		return err
	}
	mu.Lock()
	opened = true
	mu.Unlock()
	cond.Broadcast()
	return nil
}

// GateAlways opens it in a deferred call.
func GateAlways(open func() error, through func()) error {
	var mu sync.Mutex
	cond := sync.NewCond(&mu)
	opened := false
	go func() {
		mu.Lock()
		defer mu.Unlock()
		for !opened {
			cond.Wait()
		}
		through()
	}()
	defer func() {
		mu.Lock()
		opened = true
		mu.Unlock()
		cond.Broadcast()
	}()
	return open()
}

// Race signals once, perhaps before anybody waits, and keeps no record of it.
func Race(work, prepare func()) {
	var mu sync.Mutex
	cond := sync.NewCond(&mu)
	go func() {
		work()
		cond.Signal()
	}()
	prepare()
	mu.Lock()
	cond.Wait() // want "cond"
	mu.Unlock()
}

// RaceKept keeps a record.
func RaceKept(work, prepare func()) {
	var mu sync.Mutex
	cond := sync.NewCond(&mu)
	done := false
	go func() {
		work()
		mu.Lock()
		done = true
		mu.Unlock()
		cond.Signal()
	}()
	prepare()
	mu.Lock()
	for !done {
		cond.Wait()
	}
	mu.Unlock()
}

// Await ends with its context, which broadcasts.
func Await(ctx context.Context, ready func() bool) error {
	var mu sync.Mutex
	cond := sync.NewCond(&mu)
	stop := context.AfterFunc(ctx, func() {
		mu.Lock()
		defer mu.Unlock()
		cond.Broadcast()
	})
	defer stop()
	mu.Lock()
	defer mu.Unlock()
	for !ready() {
		cond.Wait()
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	return nil
}

// Pair wakes one of two who wait.
func Pair(work func()) {
	var mu sync.Mutex
	cond := sync.NewCond(&mu)
	done := false
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			mu.Lock()
			for !done {
				cond.Wait() // want "cond"
			}
			mu.Unlock()
		})
	}
	work()
	mu.Lock()
	done = true
	mu.Unlock()
	cond.Signal()
	wg.Wait() // also
}

// PairBoth wakes both.
func PairBoth(work func()) {
	var mu sync.Mutex
	cond := sync.NewCond(&mu)
	done := false
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			mu.Lock()
			for !done {
				cond.Wait()
			}
			mu.Unlock()
		})
	}
	work()
	mu.Lock()
	done = true
	mu.Unlock()
	cond.Broadcast()
	wg.Wait()
}
