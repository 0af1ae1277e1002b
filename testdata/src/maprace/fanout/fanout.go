// Package fanout asks many backends at once.
package fanout

import (
	"context"
	"errors"
	"maps"
	"sync"

	"golang.org/x/sync/errgroup"
)

// Backend answers with what it knows of a key.
type Backend func(ctx context.Context, key string) (map[string]string, error)

// First returns the first answer; the others write to maps of their own.
func First(ctx context.Context, key string, backends []Backend) (map[string]string, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	answers := make(chan map[string]string, len(backends))
	for _, b := range backends {
		go func() {
			m, err := b(ctx, key)
			if err != nil {
				m = nil
			}
			answers <- m
		}()
	}
	for range backends {
		if m := <-answers; m != nil {
			m["key"] = key
			return m, nil
		}
	}
	return nil, errors.New("no answer")
}

// Crawler follows links.
type Crawler struct {
	mu    sync.Mutex
	seen  map[string]bool
	depth map[string]int
	wg    sync.WaitGroup
	links func(url string) []string
}

// NewCrawler returns a crawler.
func NewCrawler(links func(url string) []string) *Crawler {
	return &Crawler{seen: make(map[string]bool), depth: make(map[string]int), links: links}
}

// Crawl follows all links from a page and returns what it found.
func (c *Crawler) Crawl(url string) map[string]int {
	c.wg.Add(1)
	go c.visit(url, 0)
	c.wg.Wait()
	found := make(map[string]int, len(c.seen))
	for url := range c.seen {
		found[url] = c.depth[url]
	}
	return found
}

func (c *Crawler) visit(url string, depth int) {
	defer c.wg.Done()
	c.mu.Lock()
	known := c.seen[url]
	c.seen[url] = true
	c.mu.Unlock()
	if known {
		return
	}
	c.mu.Lock()
	c.depth[url] = depth
	c.mu.Unlock()
	for _, next := range c.links(url) {
		c.wg.Add(1)
		go c.visit(next, depth+1)
	}
}

// Walker follows links and remembers where it came from.
type Walker struct {
	from  map[string]string
	links func(url string) []string
}

// Walk follows all links from a page.
func (w *Walker) Walk(url string) map[string]string {
	w.from = map[string]string{url: ""}
	var wg sync.WaitGroup
	wg.Add(1)
	w.walk(url, &wg)
	wg.Wait()
	return w.from
}

func (w *Walker) walk(url string, wg *sync.WaitGroup) {
	defer wg.Done()
	for _, next := range w.links(url) {
		w.from[next] = url // want "unguarded: map w.from"
		wg.Add(1)
		go w.walk(next, wg)
	}
}

// Shards asks all backends and joins the answers under a lock.
func Shards(ctx context.Context, key string, backends []Backend) (map[string]string, error) {
	var (
		mu  sync.Mutex
		all = make(map[string]string)
	)
	g, ctx := errgroup.WithContext(ctx)
	for _, b := range backends {
		g.Go(func() error {
			m, err := b(ctx, key)
			if err != nil {
				return err
			}
			mu.Lock()
			defer mu.Unlock()
			maps.Copy(all, m)
			return nil
		})
	}
	err := g.Wait()
	return all, err
}

// Partial is Shards that returns what there is when the context ends.
func Partial(ctx context.Context, key string, backends []Backend) map[string]string {
	var mu sync.Mutex
	all := make(map[string]string)
	done := make(chan struct{})
	go func() {
		defer close(done)
		var g errgroup.Group
		for _, b := range backends {
			g.Go(func() error {
				m, err := b(ctx, key)
				mu.Lock()
				maps.Copy(all, m)
				mu.Unlock()
				return err
			})
		}
		_ = g.Wait()
	}()
	select {
	case <-done:
	case <-ctx.Done():
	}
	some := make(map[string]string)
	for k, v := range all { // want "(inconsistent-guard|unguarded): map all"
		some[k] = v
	}
	return some
}

// PartialLocked is Partial that copies under the lock.
func PartialLocked(ctx context.Context, key string, backends []Backend) map[string]string {
	var mu sync.Mutex
	all := make(map[string]string)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for _, b := range backends {
			m, _ := b(ctx, key)
			mu.Lock()
			maps.Copy(all, m)
			mu.Unlock()
		}
	}()
	select {
	case <-done:
	case <-ctx.Done():
	}
	mu.Lock()
	defer mu.Unlock()
	return maps.Clone(all)
}

// Headers sends the same headers with each request.
func Headers(ctx context.Context, urls []string, send func(ctx context.Context, url string, h map[string]string) error) error {
	base := map[string]string{"agent": "fanout"}
	var g errgroup.Group
	for _, url := range urls {
		g.Go(func() error {
			h := maps.Clone(base)
			h["url"] = url
			return send(ctx, url, h)
		})
	}
	return g.Wait()
}

// Signed signs each request and sends it.
func Signed(ctx context.Context, urls []string, send func(ctx context.Context, url string, h map[string]string) error) error {
	base := map[string]string{"agent": "fanout"}
	var g errgroup.Group
	for _, url := range urls {
		g.Go(func() error {
			h := base
			h["signature"] = url // want "unguarded: map h"
			return send(ctx, url, h)
		})
	}
	return g.Wait()
}

// Refresh replaces a table while a goroutine reads it.
func Refresh(load func() map[string]int, use func(int), rounds int) {
	table := load()
	stop := make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			select {
			case <-stop:
				return
			default:
				use(table["a"])
			}
		}
	})
	for range rounds {
		table = load() // want "unguarded: map table"
	}
	close(stop)
	wg.Wait()
}

// Versions gives each goroutine the table of its round.
func Versions(load func() map[string]int, use func(int), rounds int) {
	var wg sync.WaitGroup
	table := load()
	for range rounds {
		current := table
		wg.Go(func() { use(current["a"]) })
		table = load()
		table["a"]++
	}
	wg.Wait()
}

// Stats are maps within a struct within a slice.
type Stats struct {
	perHost []struct{ codes map[int]int }
}

// NewStats returns stats for n hosts.
func NewStats(n int) *Stats {
	s := &Stats{perHost: make([]struct{ codes map[int]int }, n)}
	for i := range s.perHost {
		s.perHost[i].codes = make(map[int]int)
	}
	return s
}

// Probe asks each host in its own goroutine, which alone has its map.
func (s *Stats) Probe(ask func(host int) int) {
	var wg sync.WaitGroup
	for i := range s.perHost {
		wg.Add(1)
		go func(codes map[int]int) {
			defer wg.Done()
			codes[ask(i)]++
		}(s.perHost[i].codes)
	}
	wg.Wait()
}

// ProbeFirst asks the first host many times at once.
func (s *Stats) ProbeFirst(ask func(host int) int, times int) {
	var wg sync.WaitGroup
	for range times {
		wg.Go(func() {
			code := ask(0)
			s.perHost[0].codes[code]++ // want "unguarded: map s.perHost.0..codes"
		})
	}
	wg.Wait()
}

// Expire clears a table after a pause for which nobody waits.
func Expire(keys []string, pause func()) func(string) bool {
	live := make(map[string]bool, len(keys))
	for _, k := range keys {
		live[k] = true
	}
	go func() {
		pause()
		clear(live) // want "unguarded: map live"
	}()
	return func(k string) bool { return live[k] }
}
