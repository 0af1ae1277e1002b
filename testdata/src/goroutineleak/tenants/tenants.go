// Package tenants keeps what belongs to the tenants of a service.
package tenants

import (
	"context"
	"errors"
	"sync"
	"time"
)

// A Certificate shares its lock with copies of itself.
type Certificate struct {
	mu    *sync.RWMutex
	chain []string
	key   *int
}

// NewCertificate makes a certificate with a lock.
func NewCertificate(chain ...string) *Certificate {
	return &Certificate{mu: new(sync.RWMutex), chain: chain}
}

var errNoChain = errors.New("tenants: no chain")

// Renew takes the lock behind a pointer and leaves it when it returns.
func (c *Certificate) Renew() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.chain == nil {
		return errNoChain
	}
	if c.key == nil && c.chain[0] == "" {
		return errNoChain
	}
	return nil
}

// Maintain renews a certificate again and again.
func Maintain(ctx context.Context, c *Certificate, every time.Duration) {
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			_ = c.Renew()
		case <-ctx.Done():
			return
		}
	}
}

// A Watcher tells what changes for one tenant.
type Watcher interface {
	Next() (string, error)
	Stop()
}

// A Cache holds what watchers tell.
type Cache struct {
	exit    chan struct{}
	mu      sync.Mutex
	entries []string
}

// NewCache makes a cache that nobody has closed.
func NewCache() *Cache { return &Cache{exit: make(chan struct{})} }

// Close ends all watches.
func (c *Cache) Close() { close(c.exit) }

func (c *Cache) update(entry string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.entries = append(c.entries, entry)
}

// Watch leaves a helper behind for each watcher that fails.
func (c *Cache) Watch(w Watcher) error {
	defer w.Stop()
	go func() {
		<-c.exit // want "exit"
		w.Stop()
	}()
	for {
		entry, err := w.Next()
		if err != nil {
			return err
		}
		c.update(entry)
	}
}

// WatchDone ends its helper, too.
func (c *Cache) WatchDone(w Watcher) error {
	defer w.Stop()
	done := make(chan struct{})
	defer close(done)
	go func() {
		select {
		case <-c.exit:
		case <-done:
		}
		w.Stop()
	}()
	for {
		entry, err := w.Next()
		if err != nil {
			return err
		}
		c.update(entry)
	}
}

// A Walk visits the folders of a tenant.
type Walk struct{ Ctx context.Context }

// Run leaves a goroutine that waits for the end of the context to drain a
// channel which is closed long before.
func (w *Walk) Run(folders []string, visit func(string)) {
	var visiting sync.WaitGroup
	in := make(chan string, len(folders))
	for _, f := range folders {
		visiting.Add(1)
		in <- f
	}
	go func() {
		<-w.Ctx.Done() // want "Ctx"
		for range in {
			visiting.Done()
		}
	}()
	for range 2 {
		go func() {
			for f := range in {
				visit(f)
				visiting.Done()
			}
		}()
	}
	visiting.Wait()
	close(in)
}

type result struct {
	n   int
	err error
}

// Each reads the results of workers that somebody else runs, and goes when it is
// told to; what the runner says at last finds nobody.
func Each(ctx context.Context, n int, run func(context.Context, int, func(context.Context, int) error) error) (int, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	results := make(chan result)
	go func() {
		err := run(ctx, n, func(ctx context.Context, i int) error {
			select {
			case results <- result{n: i}:
			case <-ctx.Done():
			}
			return nil
		})
		if err != nil {
			results <- result{err: err} // want "results"
		}
		close(results)
	}()
	total := 0
	for {
		select {
		case <-ctx.Done():
			return 0, ctx.Err()
		case r, ok := <-results:
			if !ok || r.err != nil {
				return total, r.err
			}
			total += r.n
		}
	}
}

// EachContext leaves the runner a way out.
func EachContext(ctx context.Context, n int, run func(context.Context, int, func(context.Context, int) error) error) (int, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	results := make(chan result)
	go func() {
		defer close(results)
		err := run(ctx, n, func(ctx context.Context, i int) error {
			select {
			case results <- result{n: i}:
			case <-ctx.Done():
			}
			return nil
		})
		if err != nil {
			select {
			case results <- result{err: err}:
			case <-ctx.Done():
			}
		}
	}()
	total := 0
	for {
		select {
		case <-ctx.Done():
			return 0, ctx.Err()
		case r, ok := <-results:
			if !ok || r.err != nil {
				return total, r.err
			}
			total += r.n
		}
	}
}

// Signals answers what it is told.
type Signals struct {
	in    chan string
	stop  chan struct{}
	count int
}

// NewSignals starts a loop that nothing ends.
func NewSignals() *Signals {
	s := &Signals{in: make(chan string), stop: make(chan struct{})}
	go s.listen()
	return s
}

func (s *Signals) listen() {
	for { // want "goroutine"
		switch <-s.in {
		case "rotate":
			s.count++
		case "reset":
			s.count = 0
		}
	}
}

// Send tells the loop.
func (s *Signals) Send(signal string) { s.in <- signal }

// NewSignalsStopped starts a loop that Stop ends.
func NewSignalsStopped() *Signals {
	s := &Signals{in: make(chan string), stop: make(chan struct{})}
	go s.listenStopped()
	return s
}

func (s *Signals) listenStopped() {
	for {
		select {
		case signal := <-s.in:
			if signal == "rotate" {
				s.count++
			}
		case <-s.stop:
			return
		}
	}
}

// Stop ends the loop.
func (s *Signals) Stop() { close(s.stop) }

// A Link is opened in the background, and locked until it is open.
type Link struct {
	mu   sync.Mutex
	conn string
	err  error
}

// NewLink makes a link that is not open.
func NewLink() *Link { return &Link{} }

func guarded(f func()) {
	defer func() { _ = recover() }()
	f()
}

// Open returns with the lock held; the goroutine releases it.
func (l *Link) Open(dial func() (string, error), retries chan int) {
	l.mu.Lock()
	go guarded(func() {
		defer l.mu.Unlock()
		for range retries {
			if l.conn, l.err = dial(); l.err == nil {
				return
			}
		}
	})
}

// Use waits until the link is open.
func (l *Link) Use() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.conn
}

// Connect opens a link and uses it at once.
func Connect(dial func() (string, error)) string {
	retries := make(chan int)
	l := NewLink()
	l.Open(dial, retries)
	go func() {
		defer close(retries)
		time.Sleep(time.Millisecond)
	}()
	return l.Use()
}
