// Package janitor has goroutines that loop.
package janitor

import (
	"context"
	"io"
	"net"
	"sync"
	"time"
)

// Cache cleans up behind itself, for ever.
type Cache struct {
	mu     sync.Mutex
	values map[string]time.Time
	ticker *time.Ticker
}

// NewCache starts a goroutine for each cache.
func NewCache(every time.Duration) *Cache {
	c := &Cache{values: make(map[string]time.Time), ticker: time.NewTicker(every)}
	go c.clean()
	return c
}

func (c *Cache) clean() {
	for range c.ticker.C { // want "ticker"
		c.mu.Lock()
		clear(c.values)
		c.mu.Unlock()
	}
}

// Close stops the ticker, which does not close its channel.
func (c *Cache) Close() { c.ticker.Stop() }

// Bounded ends its loop in Close.
type Bounded struct {
	mu     sync.Mutex
	values map[string]time.Time
	done   chan struct{}
	once   sync.Once
}

// NewBounded starts a goroutine that Close ends.
func NewBounded(every time.Duration) *Bounded {
	b := &Bounded{values: make(map[string]time.Time), done: make(chan struct{})}
	go b.clean(every)
	return b
}

func (b *Bounded) clean(every time.Duration) {
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			b.mu.Lock()
			clear(b.values)
			b.mu.Unlock()
		case <-b.done:
			return
		}
	}
}

// Close may be called more than once.
func (b *Bounded) Close() { b.once.Do(func() { close(b.done) }) }

// Heartbeat beats for a connection even after it has gone.
func Heartbeat(conn io.Writer, every time.Duration) {
	go func() {
		for { // want "goroutine"
			_, _ = conn.Write([]byte("ping"))
			time.Sleep(every)
		}
	}()
}

// HeartbeatWhile ends when the connection fails.
func HeartbeatWhile(conn io.Writer, every time.Duration) {
	go func() {
		for {
			if _, err := conn.Write([]byte("ping")); err != nil {
				return
			}
			time.Sleep(every)
		}
	}()
}

// HeartbeatUntil ends with its context.
func HeartbeatUntil(ctx context.Context, conn io.Writer, every time.Duration) {
	go func() {
		for ctx.Err() == nil {
			_, _ = conn.Write([]byte("ping"))
			time.Sleep(every)
		}
	}()
}

// Session refreshes its token in a select without a way out.
func Session(refresh func(), every time.Duration, force <-chan struct{}) {
	go func() {
		ticker := time.NewTicker(every)
		defer ticker.Stop()
		for { // want "goroutine"
			select {
			case <-ticker.C:
				refresh()
			case <-force:
				refresh()
			}
		}
	}()
}

// SessionContext refreshes until its context ends.
func SessionContext(ctx context.Context, refresh func(), every time.Duration) {
	go func() {
		ticker := time.NewTicker(every)
		defer ticker.Stop()
		for {
			select {
			case <-ticker.C:
				refresh()
			case <-ctx.Done():
				return
			}
		}
	}()
}

// Watch polls in a loop whose break leaves only the select.
func Watch(poll func(), stop <-chan struct{}, every time.Duration) {
	go func() {
		ticker := time.NewTicker(every)
		defer ticker.Stop()
		for { // want "goroutine"
			select {
			case <-ticker.C:
				poll()
			case <-stop:
				break
			}
		}
	}()
}

// WatchLabel breaks out of the loop.
func WatchLabel(poll func(), stop <-chan struct{}, every time.Duration) {
	go func() {
		ticker := time.NewTicker(every)
		defer ticker.Stop()
	loop:
		for {
			select {
			case <-ticker.C:
				poll()
			case <-stop:
				break loop
			}
		}
	}()
}

// Retry tries until it works.
func Retry(work func() error, pause time.Duration) {
	go func() {
		for {
			if work() == nil {
				break
			}
			time.Sleep(pause)
		}
	}()
}

// RetrySome tries some times.
func RetrySome(work func() error, pause time.Duration) {
	go func() {
		for range 3 {
			if work() == nil {
				return
			}
			time.Sleep(pause)
		}
	}()
}

// Accept ends when its listener is closed.
func Accept(l net.Listener, handle func(net.Conn)) {
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			handle(conn)
		}
	}()
}

// Drip sends without an end to a reader who has a limit.
func Drip(limit int) (total int) {
	drops := make(chan int)
	go func() {
		for i := 0; ; i++ {
			drops <- i // want "drops"
		}
	}()
	for d := range drops {
		if total += d; total > limit {
			return total
		}
	}
	return total
}

// DripStopped sends until the reader has enough.
func DripStopped(limit int) (total int) {
	drops, enough := make(chan int), make(chan struct{})
	defer close(enough)
	go func() {
		for i := 0; ; i++ {
			select {
			case drops <- i:
			case <-enough:
				return
			}
		}
	}()
	for d := range drops {
		if total += d; total > limit {
			return total
		}
	}
	return total
}

// Expire removes one key after a while, by a timer that ends by itself.
func (b *Bounded) Expire(key string, after time.Duration) {
	time.AfterFunc(after, func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		delete(b.values, key)
	})
}

// Trace measures for each call, again and again.
func Trace(sample func(), every time.Duration) {
	go sampler(sample, time.NewTicker(every))
}

func sampler(sample func(), ticker *time.Ticker) {
	defer ticker.Stop()
	for range ticker.C { // want "ticker"
		sample()
	}
}

// TraceTick ranges over a channel that nobody could close.
func TraceTick(sample func(), every time.Duration) {
	go func() {
		for range time.Tick(every) { // want "goroutine"
			sample()
		}
	}()
}
