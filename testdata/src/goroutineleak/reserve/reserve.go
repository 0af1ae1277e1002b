// Package reserve takes locks in one place and releases them in several.
package reserve

import (
	"errors"
	"sync"
)

var errFull = errors.New("reserve: full")

// Seats forgets its lock when a row is full.
type Seats struct {
	mu   sync.Mutex
	free map[string]int
}

// Book looks through the rows and leaves in the middle.
func (s *Seats) Book(rows []string, n int) (string, error) {
	s.mu.Lock() // want "mu"
	for _, row := range rows {
		if s.free[row] < 0 {
			return "", errFull
		}
		if s.free[row] >= n {
			s.free[row] -= n
			s.mu.Unlock()
			return row, nil
		}
	}
	s.mu.Unlock()
	return "", errFull
}

// Seats2 has one way out of its locked section.
type Seats2 struct {
	mu   sync.Mutex
	free map[string]int
}

// Book breaks out of the loop.
func (s *Seats2) Book(rows []string, n int) (string, error) {
	err := errFull
	found := ""
	s.mu.Lock()
	for _, row := range rows {
		if s.free[row] >= n {
			s.free[row] -= n
			found, err = row, nil
			break
		}
	}
	s.mu.Unlock()
	return found, err
}

var (
	registryMu sync.Mutex
	registry   = make(map[string]func() int)
)

// Register forgets the package's lock when there are two of one name.
func Register(name string, f func() int) error {
	registryMu.Lock() // want "registryMu"
	if registry[name] != nil {
		return errors.New("reserve: twice")
	}
	registry[name] = f
	registryMu.Unlock()
	return nil
}

// Prices reads under a lock for reading, and writes.
type Prices struct {
	mu    sync.RWMutex
	cents map[string]int
}

// Price forgets the lock for reading when there is no price; the next writer waits.
func (p *Prices) Price(item string) (int, error) {
	p.mu.RLock() // want "mu"
	cents, ok := p.cents[item]
	if !ok {
		return 0, errors.New("reserve: no price")
	}
	p.mu.RUnlock()
	return cents, nil
}

// Set changes a price.
func (p *Prices) Set(item string, cents int) {
	p.mu.Lock() // also
	defer p.mu.Unlock()
	p.cents[item] = cents
}

// Desk hands its lock to the caller when there is something to do.
type Desk struct {
	mu    sync.Mutex
	queue []string
	done  int
}

// next returns with the lock held when it has found something.
func (d *Desk) next() (string, bool) {
	d.mu.Lock()
	if len(d.queue) == 0 {
		d.mu.Unlock()
		return "", false
	}
	return d.queue[0], true
}

// Serve releases the lock that next has left to it.
func (d *Desk) Serve() bool {
	_, ok := d.next()
	if !ok {
		return false
	}
	d.queue = d.queue[1:]
	d.done++
	d.mu.Unlock()
	return true
}

// Door returns what releases its lock.
type Door struct {
	mu     sync.Mutex
	closed bool
}

// Enter locks until leave is called.
func (d *Door) Enter() (leave func(), err error) {
	d.mu.Lock()
	if d.closed {
		d.mu.Unlock()
		return nil, errors.New("reserve: closed")
	}
	return func() { d.mu.Unlock() }, nil
}

// Pass enters and leaves.
func (d *Door) Pass() error {
	leave, err := d.Enter()
	if err != nil {
		return err
	}
	leave()
	return nil
}

// Loader releases the lock of its caller while it loads.
type Loader struct {
	mu    sync.Mutex
	value string
}

// Get takes the lock, under which fill is called.
func (l *Loader) Get(load func() (string, error)) (string, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := l.fill(load); err != nil {
		return "", err
	}
	return l.value, nil
}

func (l *Loader) fill(load func() (string, error)) error {
	if l.value != "" {
		return nil
	}
	l.mu.Unlock()
	v, err := load()
	l.mu.Lock()
	if err != nil {
		return err
	}
	l.value = v
	return nil
}

// Shards have a lock each.
type Shards struct {
	shards []shard
}

type shard struct {
	mu   sync.Mutex
	hits int
}

// NewShards makes n of them.
func NewShards(n int) *Shards { return &Shards{shards: make([]shard, n)} }

func (s *Shards) index(key string) int { return len(key) % len(s.shards) }

// Hit finds its shard anew for each operation.
func (s *Shards) Hit(key string, limit int) bool {
	s.shards[s.index(key)].mu.Lock()
	if s.shards[s.index(key)].hits >= limit {
		s.shards[s.index(key)].mu.Unlock()
		return false
	}
	i := s.index(key)
	s.shards[i].hits++
	s.shards[i].mu.Unlock()
	return true
}

// Writer hands its lock to a goroutine that a wrapper runs.
type Writer struct {
	mu   sync.Mutex
	open bool
}

func guarded(f func()) {
	defer func() { _ = recover() }()
	f()
}

// Open keeps the lock until the goroutine has opened.
func (w *Writer) Open(dial func() error) error {
	w.mu.Lock()
	if w.open {
		w.mu.Unlock()
		return errors.New("reserve: open")
	}
	go guarded(func() {
		defer w.mu.Unlock()
		w.open = dial() == nil
	})
	return nil
}

// Opened waits for it.
func (w *Writer) Opened() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.open
}
