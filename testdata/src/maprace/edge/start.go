package edge

import (
	"context"
	"sync"
	"time"
)

// Checker looks after services; all are added before it starts.
type Checker struct {
	services map[string]func() bool
	wg       sync.WaitGroup
	results  map[string]bool
	stop     context.CancelFunc
}

// Add adds a service. It must be called before Start.
func (c *Checker) Add(name string, check func() bool) {
	if c.services == nil {
		c.services = make(map[string]func() bool)
	}
	c.services[name] = check
}

// Start checks each service once, in the background.
func (c *Checker) Start() {
	c.results = make(map[string]bool)
	c.wg.Go(func() {
		for name, check := range c.services {
			c.results[name] = check()
		}
	})
}

// Result waits for the checks and returns what they found.
func (c *Checker) Result() map[string]bool {
	c.wg.Wait()
	return c.results
}

// Check adds the services, starts the checks and waits for them.
func Check(services map[string]func() bool) map[string]bool {
	var c Checker
	for name, check := range services {
		c.Add(name, check)
	}
	c.Start()
	found := c.Result()
	found["checker"] = true
	return found
}

// table is parsed when it is first asked for.
var table = sync.OnceValue(func() map[string]int {
	t := make(map[string]int)
	for i, name := range []string{"low", "middle", "high"} {
		t[name] = i
	}
	return t
})

// Priority returns the number of a priority.
func Priority(name string) int { return table()[name] }

// scratch are maps that are used again.
var scratch = sync.Pool{New: func() any { return make(map[string]int) }}

// Distinct counts the distinct words.
func Distinct(words []string) int {
	seen := scratch.Get().(map[string]int)
	defer func() {
		clear(seen)
		scratch.Put(seen)
	}()
	for _, w := range words {
		seen[w]++
	}
	return len(seen)
}

// Ticker counts ticks in the goroutine that runs it, and returns at the end.
func Ticker(ctx context.Context, every time.Duration, names <-chan string) map[string]int {
	counts := make(map[string]int)
	tick := time.NewTicker(every)
	defer tick.Stop()
	current := "none"
	for {
		select {
		case <-tick.C:
			counts[current]++
		case current = <-names:
		case <-ctx.Done():
			return counts
		}
	}
}

// RunTicker runs a ticker until it is told to stop, and takes its counts.
func RunTicker(names <-chan string, d time.Duration) map[string]int {
	ctx, cancel := context.WithCancel(context.Background())
	var counts map[string]int
	stopped := make(chan struct{})
	go func() {
		counts = Ticker(ctx, time.Millisecond, names)
		close(stopped)
	}()
	time.Sleep(d)
	cancel()
	<-stopped
	counts["stopped"] = 1
	return counts
}

// RunBriefly works on the names in turn for a while and tells how often the first
// had its turn.
func RunBriefly(names []string, work func(string), d time.Duration) int {
	ctx, cancel := context.WithCancel(context.Background())
	counts := make(map[string]int)
	go func() {
		for {
			for _, name := range names {
				work(name)
				counts[name]++ // want "unguarded: map counts"
			}
			if ctx.Err() != nil {
				return
			}
		}
	}()
	time.Sleep(d)
	cancel()
	return counts[names[0]]
}

// tree walks a tree in one goroutine after the other.
func tree(name string, children map[string][]string, depth map[string]int, n int) {
	depth[name] = n
	for _, child := range children[name] {
		done := make(chan bool)
		go func() {
			tree(child, children, depth, n+1)
			done <- true
		}()
		<-done
	}
}

// Depths returns how deep each node is.
func Depths(root string, children map[string][]string) map[string]int {
	depth := make(map[string]int)
	tree(root, children, depth, 0)
	return depth
}

// branches walks a tree with a goroutine a child.
func branches(name string, children map[string][]string, depth map[string]int, n int, wg *sync.WaitGroup) {
	defer wg.Done()
	depth[name] = n // want "unguarded: map depth"
	for _, child := range children[name] {
		wg.Add(1)
		go branches(child, children, depth, n+1, wg)
	}
}

// DepthsAtOnce returns how deep each node is.
func DepthsAtOnce(root string, children map[string][]string) map[string]int {
	depth := make(map[string]int)
	var wg sync.WaitGroup
	wg.Add(1)
	branches(root, children, depth, 0, &wg)
	wg.Wait()
	return depth
}

// Tagged copies the caller's tags for each send, which goes on afterwards.
func Tagged(tags map[string]string, send func(map[string]string), names ...string) {
	for _, name := range names {
		own := make(map[string]string, len(tags)+1)
		for k, v := range tags {
			own[k] = v
		}
		own["name"] = name
		go send(own)
	}
}

// TaggedShared sends the caller's tags, one name after the other.
func TaggedShared(tags map[string]string, send func(key, value string), names ...string) {
	for _, name := range names {
		tags["name"] = name // want "unguarded: map tags"
		go func() {
			for k, v := range tags {
				send(k, v)
			}
		}()
	}
}
