// Package pools runs tasks on the pools of several libraries.
package pools

import (
	"errors"
	"strings"
	"sync"

	"github.com/panjf2000/ants/v2"
	"github.com/sourcegraph/conc"
	"github.com/sourcegraph/conc/pool"
	"golang.org/x/sync/errgroup"
)

// Resize makes thumbnails on an ants pool and returns their sizes.
func Resize(images []string, resize func(string) int) (map[string]int, error) {
	p, err := ants.NewPool(4)
	if err != nil {
		return nil, err
	}
	defer p.Release()
	sizes := make(map[string]int)
	var wg sync.WaitGroup
	for _, img := range images {
		wg.Add(1)
		err := p.Submit(func() {
			defer wg.Done()
			sizes[img] = resize(img) // want "unguarded: map sizes"
		})
		if err != nil {
			wg.Done()
		}
	}
	wg.Wait()
	return sizes, nil
}

// ResizeLocked is Resize with a lock.
func ResizeLocked(images []string, resize func(string) int) map[string]int {
	var mu sync.Mutex
	var wg sync.WaitGroup
	sizes := make(map[string]int)
	for _, img := range images {
		wg.Add(1)
		task := func() {
			defer wg.Done()
			n := resize(img)
			mu.Lock()
			sizes[img] = n
			mu.Unlock()
		}
		if err := ants.Submit(task); err != nil {
			task()
		}
	}
	wg.Wait()
	return sizes
}

// Count counts words in two goroutines of a conc group.
func Count(left, right string) map[string]int {
	words := make(map[string]int)
	var g conc.WaitGroup
	g.Go(func() {
		for _, w := range strings.Fields(left) {
			words[w]++ // want "unguarded: map words"
		}
	})
	g.Go(func() {
		for _, w := range strings.Fields(right) {
			words[w]++
		}
	})
	g.Wait()
	return words
}

// CountApart counts words in two goroutines with a map each.
func CountApart(left, right string) map[string]int {
	l, r := make(map[string]int), make(map[string]int)
	g := conc.NewWaitGroup()
	g.Go(func() {
		for _, w := range strings.Fields(left) {
			l[w]++
		}
	})
	g.Go(func() {
		for _, w := range strings.Fields(right) {
			r[w]++
		}
	})
	g.Wait()
	for w, n := range r {
		l[w] += n
	}
	return l
}

// Verify checks items on a conc pool and returns those that failed.
func Verify(items []string, check func(string) error) map[string]error {
	failed := make(map[string]error)
	p := pool.New().WithMaxGoroutines(3)
	for _, it := range items {
		p.Go(func() {
			if err := check(it); err != nil {
				failed[it] = err // want "unguarded: map failed"
			}
		})
	}
	p.Wait()
	return failed
}

// VerifyAfter checks items on a conc pool and joins the results when it is done.
func VerifyAfter(items []string, check func(string) error) map[string]error {
	errs := make([]error, len(items))
	p := pool.New()
	for i, it := range items {
		p.Go(func() { errs[i] = check(it) })
	}
	p.Wait()
	failed := make(map[string]error)
	for i, it := range items {
		if errs[i] != nil {
			failed[it] = errs[i]
		}
	}
	return failed
}

// Warm loads keys as long as there is room in the group.
func Warm(keys []string, load func(string) string) (map[string]string, error) {
	warm := make(map[string]string)
	var g errgroup.Group
	g.SetLimit(2)
	for _, k := range keys {
		if !g.TryGo(func() error {
			warm[k] = load(k) // want "unguarded: map warm"
			return nil
		}) {
			break
		}
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	if len(warm) == 0 {
		return nil, errors.New("nothing loaded")
	}
	return warm, nil
}

// Queue runs its tasks in one goroutine, one after the other.
type Queue struct {
	tasks chan func()
	state map[string]int
	wg    sync.WaitGroup
}

// NewQueue starts a queue.
func NewQueue() *Queue {
	q := &Queue{tasks: make(chan func(), 8), state: make(map[string]int)}
	q.wg.Go(func() {
		for task := range q.tasks {
			task()
		}
	})
	return q
}

// Set sets a value, in the goroutine of the queue.
func (q *Queue) Set(k string, v int) {
	q.tasks <- func() { q.state[k] = v }
}

// Get returns a value, from the goroutine of the queue.
func (q *Queue) Get(k string) int {
	answer := make(chan int)
	q.tasks <- func() { answer <- q.state[k] }
	return <-answer
}

// Close ends the queue and returns its last state.
func (q *Queue) Close() map[string]int {
	close(q.tasks)
	q.wg.Wait()
	return q.state
}

// Dispatcher runs each task in a goroutine of its own.
type Dispatcher struct {
	tasks chan func()
	state map[string]int
}

// NewDispatcher starts a dispatcher.
func NewDispatcher() *Dispatcher {
	d := &Dispatcher{tasks: make(chan func()), state: make(map[string]int)}
	go func() {
		for task := range d.tasks {
			go task()
		}
	}()
	return d
}

// start runs f in a new goroutine, which done tells of.
func start(f func()) (done chan struct{}) {
	done = make(chan struct{})
	go func() {
		defer close(done)
		f()
	}()
	return done
}

// Spell looks up words in two goroutines.
func Spell(words []string, lookup func(string) bool) map[string]bool {
	known := make(map[string]bool)
	half := len(words) / 2
	done := start(func() {
		for _, w := range words[:half] {
			known[w] = lookup(w) // want "unguarded: map known"
		}
	})
	for _, w := range words[half:] {
		known[w] = lookup(w)
	}
	<-done
	return known
}

// SpellInTurn looks up words in one goroutine, then in the other.
func SpellInTurn(words []string, lookup func(string) bool) map[string]bool {
	known := make(map[string]bool)
	half := len(words) / 2
	<-start(func() {
		for _, w := range words[:half] {
			known[w] = lookup(w)
		}
	})
	for _, w := range words[half:] {
		known[w] = lookup(w)
	}
	return known
}

// Tally adds a vote in a goroutine of the dispatcher.
func (d *Dispatcher) Tally(name string, done func()) {
	go func() {
		defer done()
		d.state[name]++ // want "unguarded: map d.state"
	}()
}
