// Package poller has an object whose goroutine ends with Stop, and users of it.
package poller

import (
	"context"
	"errors"
	"sync"
	"time"
)

// A Poller polls until it is stopped.
type Poller struct {
	stop   chan struct{}
	once   sync.Once
	mu     sync.Mutex
	latest int
}

// New starts a poller. Stop ends it.
func New(poll func() int) *Poller {
	p := &Poller{stop: make(chan struct{})}
	go p.run(poll)
	return p
}

func (p *Poller) run(poll func() int) {
	ticker := time.NewTicker(10 * time.Millisecond)
	defer ticker.Stop()
	for {
		select {
		case <-p.stop:
			return
		case <-ticker.C:
			n := poll()
			p.mu.Lock()
			p.latest = n
			p.mu.Unlock()
		}
	}
}

// Stop ends the goroutine.
func (p *Poller) Stop() { p.once.Do(func() { close(p.stop) }) }

// Latest returns what was polled last.
func (p *Poller) Latest() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.latest
}

// Sample never stops its poller.
func Sample(poll func() int) int {
	p := New(poll) // want `New|\bp\b`
	return p.Latest()
}

// SampleStopped does.
func SampleStopped(poll func() int) int {
	p := New(poll)
	defer p.Stop()
	return p.Latest()
}

// Checked leaves the poller behind when the check fails.
func Checked(poll func() int, check func() error) (int, error) {
	p := New(poll) // want `New|\bp\b`
	if err := check(); err != nil {
		return 0, err
	}
	n := p.Latest()
	p.Stop()
	return n, nil
}

// CheckedBoth stops it on both paths.
func CheckedBoth(poll func() int, check func() error) (int, error) {
	p := New(poll)
	if err := check(); err != nil {
		p.Stop()
		return 0, err
	}
	n := p.Latest()
	p.Stop()
	return n, nil
}

// CheckedFirst starts nothing before the check.
func CheckedFirst(poll func() int, check func() error) (int, error) {
	if err := check(); err != nil {
		return 0, err
	}
	p := New(poll)
	defer p.Stop()
	return p.Latest(), nil
}

// Open hands the poller to its caller.
func Open(poll func() int) (*Poller, error) {
	p := New(poll)
	if p.Latest() < 0 {
		p.Stop()
		return nil, errors.New("poller: negative")
	}
	return p, nil
}

// A Service owns pollers.
type Service struct {
	mu      sync.Mutex
	pollers map[string]*Poller
	onClose []func()
}

// Add keeps the poller.
func (s *Service) Add(name string, poll func() int) {
	p := New(poll)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pollers[name] = p
}

// AddClosing keeps what ends the poller.
func (s *Service) AddClosing(poll func() int) int {
	p := New(poll)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.onClose = append(s.onClose, p.Stop)
	return p.Latest()
}

// Close ends all of them.
func (s *Service) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, p := range s.pollers {
		p.Stop()
	}
	for _, f := range s.onClose {
		f()
	}
}

// Bound ends the poller with the context.
func Bound(ctx context.Context, poll func() int) int {
	p := New(poll)
	context.AfterFunc(ctx, p.Stop)
	return p.Latest()
}

// Handed gives the poller to a function that stops it.
func Handed(poll func() int) int {
	p := New(poll)
	return drain(p)
}

func drain(p *Poller) int {
	defer p.Stop()
	return p.Latest()
}

// Timed stops it in a deferred closure after a last look.
func Timed(poll func() int) (last int) {
	p := New(poll)
	defer func() {
		last = p.Latest()
		p.Stop()
	}()
	time.Sleep(time.Millisecond)
	return 0
}

// WithPoller gives the poller to a callback and stops it afterwards.
func WithPoller(poll func() int, use func(*Poller)) {
	p := New(poll)
	defer p.Stop()
	use(p)
}

// Store is made of two parts, of which the first is left running when the second
// cannot be made.
type Store struct {
	poller *Poller
	index  []string
}

// NewStore leaves the poller running on a failure.
func NewStore(poll func() int, load func() ([]string, error)) (*Store, error) {
	s := &Store{poller: New(poll)} // want `New|poller`
	index, err := load()
	if err != nil {
		return nil, err
	}
	s.index = index
	return s, nil
}

// Close stops the poller.
func (s *Store) Close() { s.poller.Stop() }

// NewStoreClosed closes the store on a failure.
func NewStoreClosed(poll func() int, load func() ([]string, error)) (*Store, error) {
	s := &Store{poller: New(poll)}
	index, err := load()
	if err != nil {
		s.Close()
		return nil, err
	}
	s.index = index
	return s, nil
}

// NewStoreFlag closes the store unless it was made.
func NewStoreFlag(poll func() int, load func() ([]string, error)) (_ *Store, err error) {
	s := &Store{poller: New(poll)}
	defer func() {
		if err != nil {
			s.Close()
		}
	}()
	if s.index, err = load(); err != nil {
		return nil, err
	}
	return s, nil
}
