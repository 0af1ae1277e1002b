// Package uploads sends large objects in parts, by several workers, and closes
// fleets of connections.
package uploads

import (
	"context"
	"errors"
	"fmt"
	"hash"
	"hash/crc32"
	"hash/fnv"
	"math/rand"
	"sync"
	"time"
)

// A Store takes parts.
type Store interface {
	Start(ctx context.Context, name string) (string, error)
	Part(ctx context.Context, id string, n int, sum uint64) (string, error)
}

// A Client uploads to a store.
type Client struct {
	store   Store
	sums    string
	trace   func(string)
	retries int
}

type part struct {
	n   int
	tag string
	err error
}

func (c *Client) hasher() hash.Hash {
	switch c.sums {
	case "crc32":
		return crc32.NewIEEE()
	case "fnv64":
		return fnv.New64()
	case "fnv128":
		return fnv.New128()
	case "fnv32":
		return fnv.New32()
	}
	return fnv.New64a()
}

// begin tries again, with pauses, until the context ends.
func (c *Client) begin(ctx context.Context, name string) (string, error) {
	var last error
	for i := 0; i < c.retries; i++ {
		if i > 0 {
			select {
			case <-time.After(time.Duration(rand.Intn(100)) * time.Millisecond):
			case <-ctx.Done():
				return "", ctx.Err()
			}
		}
		if c.trace != nil {
			c.trace(fmt.Sprintf("start %s, try %d", name, i))
		}
		id, err := c.store.Start(ctx, name)
		if err == nil {
			return id, nil
		}
		if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
			return "", err
		}
		if last == nil {
			last = err
		}
		last = errors.Join(last, err)
	}
	return "", last
}

// Put has workers that send what they did on a channel without room; at the
// first error nobody receives any more.
func (c *Client) Put(ctx context.Context, name string, parts, workers int) ([]string, error) {
	if name == "" {
		return nil, errors.New("no name")
	}
	id, err := c.begin(ctx, name)
	if err != nil {
		return nil, err
	}
	todo := make(chan int)
	done := make(chan part)
	feed, cancel := context.WithCancel(ctx)
	defer cancel()
	go func() {
		defer close(todo)
		for n := 1; n <= parts; n++ {
			select {
			case <-feed.Done():
				return
			case todo <- n:
			}
		}
	}()
	for w := 1; w <= workers; w++ {
		go func() {
			for {
				var n int
				var ok bool
				select {
				case <-ctx.Done():
					return
				case n, ok = <-todo:
					if !ok {
						return
					}
				}
				h := c.hasher()
				fmt.Fprint(h, n)
				sum := uint64(h.Size())
				if n == parts {
					sum++
				}
				tag, err := c.store.Part(ctx, id, n, sum)
				done <- part{n: n, tag: tag, err: err} // want "done"
				if err != nil {
					return
				}
			}
		}()
	}
	tags := make([]string, 0, parts)
	for range parts {
		var p part
		select {
		case p = <-done:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
		if p.err != nil {
			return nil, p.err
		}
		tags = append(tags, p.tag)
	}
	return tags, nil
}

// PutUntil has workers that also look whether somebody still waits.
func (c *Client) PutUntil(ctx context.Context, name string, parts, workers int) ([]string, error) {
	id, err := c.begin(ctx, name)
	if err != nil {
		return nil, err
	}
	todo := make(chan int)
	done := make(chan part)
	feed, cancel := context.WithCancel(ctx)
	defer cancel()
	go func() {
		defer close(todo)
		for n := 1; n <= parts; n++ {
			select {
			case <-feed.Done():
				return
			case todo <- n:
			}
		}
	}()
	for w := 1; w <= workers; w++ {
		go func() {
			for n := range todo {
				h := c.hasher()
				fmt.Fprint(h, n)
				tag, err := c.store.Part(ctx, id, n, uint64(h.Size()))
				select {
				case done <- part{n: n, tag: tag, err: err}:
				case <-feed.Done():
					return
				}
			}
		}()
	}
	tags := make([]string, 0, parts)
	for range parts {
		var p part
		select {
		case p = <-done:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
		if p.err != nil {
			return nil, p.err
		}
		tags = append(tags, p.tag)
	}
	return tags, nil
}

// A Conn is one of a fleet.
type Conn interface{ Close() }

// A Fleet closes all its connections at once.
type Fleet struct {
	once  sync.Once
	mu    sync.Mutex
	conns map[string]Conn
	gone  chan struct{}
}

// NewFleet is a fleet of conns.
func NewFleet(conns map[string]Conn) *Fleet {
	return &Fleet{conns: conns, gone: make(chan struct{})}
}

// Close counts them all, in a literal, before it waits.
func (f *Fleet) Close() {
	f.once.Do(func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		var wg sync.WaitGroup
		wg.Add(len(f.conns))
		for _, c := range f.conns {
			go func() {
				defer wg.Done()
				c.Close()
			}()
		}
		wg.Wait()
		close(f.gone)
	})
}

// CloseOpen counts those that are no longer there, too.
func (f *Fleet) CloseOpen() {
	f.once.Do(func() {
		var wg sync.WaitGroup
		wg.Add(len(f.conns))
		for _, c := range f.conns {
			if c == nil {
				continue
			}
			go func() {
				defer wg.Done()
				c.Close()
			}()
		}
		wg.Wait() // want "wg"
		close(f.gone)
	})
}
