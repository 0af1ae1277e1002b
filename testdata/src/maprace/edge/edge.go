// Package edge is a proxy at the edge of a network: what it knows of its
// upstreams, its connections and its files.
package edge

import (
	"io"
	"maps"
	"net"
	"os"
	"sync"

	"github.com/alitto/pond/v2"
	"github.com/gofiber/fiber/v2"
	"gopkg.in/yaml.v3"
)

// Upstreams know the weight of each backend.
type Upstreams struct {
	mu      sync.Mutex
	weights map[string]int
	down    map[string]bool
	version int
}

// NewUpstreams returns upstreams with the weights.
func NewUpstreams(weights map[string]int) *Upstreams {
	return &Upstreams{weights: maps.Clone(weights), down: make(map[string]bool)}
}

// Set sets a weight.
func (u *Upstreams) Set(name string, w int) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.weights[name] = w
	u.version++
}

// Pick returns the heaviest that is up.
func (u *Upstreams) Pick() (best string) {
	u.mu.Lock()
	c := *u
	u.mu.Unlock()
	for name, w := range c.weights { // want "inconsistent-guard: map c.weights"
		if w > c.version {
			best = name
		}
	}
	return best
}

// Version returns how often a weight was set.
func (u *Upstreams) Version() int {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.version
}

// Mark runs the check without the lock, and looks again after it.
func (u *Upstreams) Mark(name string, check func(string) bool) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.down[name] {
		return
	}
	u.mu.Unlock()
	up := check(name)
	u.mu.Lock()
	if !up && u.weights[name] > 0 {
		u.down[name] = true
	}
}

// Probe runs the check without the lock.
func (u *Upstreams) Probe(name string, check func(string) bool) {
	u.mu.Lock()
	if u.down[name] {
		u.mu.Unlock()
		return
	}
	u.mu.Unlock()
	up := check(name)
	if !up {
		u.down[name] = true // want "inconsistent-guard: map u.down"
	}
}

// Recover removes a mark when the check at the end says so.
func (u *Upstreams) Recover(name string, check func(string) bool) {
	u.mu.Lock()
	defer func() {
		delete(u.down, name)
		u.mu.Unlock()
	}()
	for !check(name) {
		u.weights[name]--
		if u.weights[name] <= 0 {
			return
		}
	}
}

// Parse reads weights from a file, which replace those it names.
func (u *Upstreams) Parse(data []byte) error {
	u.mu.Lock()
	u.version++
	u.mu.Unlock()
	return yaml.Unmarshal(data, &u.weights) // want "inconsistent-guard: map u.weights"
}

// ParseOwn reads weights from a file.
func (u *Upstreams) ParseOwn(data []byte) error {
	var own map[string]int
	if err := yaml.Unmarshal(data, &own); err != nil {
		return err
	}
	own["default"] = 1
	u.mu.Lock()
	defer u.mu.Unlock()
	for name, w := range own {
		u.weights[name] = w
	}
	return nil
}

// Group is a set of upstreams that shares a lock of its own.
type Group struct {
	mu    sync.Mutex
	boost map[string]int
	ups   *Upstreams
}

// NewGroup returns a group over the upstreams.
func NewGroup(ups *Upstreams) *Group { return &Group{boost: make(map[string]int), ups: ups} }

// Boost adds to a weight.
func (g *Group) Boost(name string) {
	g.mu.Lock()
	g.boost[name]++
	n := g.boost[name]
	g.mu.Unlock()
	g.ups.Set(name, n)
}

// Unboost takes the boost from all weights.
func (g *Group) Unboost() {
	g.mu.Lock()
	defer g.mu.Unlock()
	for name, n := range g.boost {
		g.ups.weights[name] -= n // want "inconsistent-guard: map g.ups.weights"
		delete(g.boost, name)
	}
}

// Listener counts the connections of each peer.
type Listener struct {
	open   map[string]int
	mu     sync.Mutex
	served map[string]int
}

// Serve accepts until the listener is closed.
func (l *Listener) Serve(ln net.Listener) {
	var wg sync.WaitGroup
	defer wg.Wait()
	for {
		conn, err := ln.Accept()
		if err != nil {
			return
		}
		wg.Go(func() { l.handle(conn) })
	}
}

func (l *Listener) handle(conn net.Conn) {
	peer := conn.RemoteAddr().String()
	l.open[peer]++ // want "unguarded: map l.open"
	_, _ = io.Copy(io.Discard, conn)
	_ = conn.Close()
	l.mu.Lock()
	l.served[peer]++
	l.mu.Unlock()
}

// Accept gives each connection a map of headers and counts when all are done.
func Accept(ln net.Listener, read func(net.Conn, map[string]string)) int {
	all := make(chan map[string]string)
	total := make(chan int)
	go func() {
		names := make(map[string]bool)
		for h := range all {
			for name := range h {
				names[name] = true
			}
		}
		total <- len(names)
	}()
	var wg sync.WaitGroup
	for {
		conn, err := ln.Accept()
		if err != nil {
			break
		}
		wg.Go(func() {
			h := make(map[string]string)
			read(conn, h)
			all <- h
		})
	}
	wg.Wait()
	close(all)
	return <-total
}

// Sizes asks for the size of each file on a pond pool.
func Sizes(names []string) map[string]int64 {
	sizes := make(map[string]int64)
	p := pond.NewPool(4)
	for _, name := range names {
		p.Submit(func() {
			if fi, err := os.Stat(name); err == nil {
				sizes[name] = fi.Size() // want "unguarded: map sizes"
			}
		})
	}
	p.StopAndWait()
	return sizes
}

// SizesInTurn asks for the size of each file on a pond pool, one at a time.
func SizesInTurn(names []string) map[string]int64 {
	sizes := make(map[string]int64)
	p := pond.NewPool(4)
	for _, name := range names {
		_ = p.Submit(func() {
			if fi, err := os.Stat(name); err == nil {
				sizes[name] = fi.Size()
			}
		}).Wait()
	}
	return sizes
}

// App declares a small API on fiber.
func App() *fiber.App {
	seen := make(map[string]int)
	kinds := map[string]bool{"a": true, "b": true}
	app := fiber.New()
	app.Post("/seen", func(c *fiber.Ctx) error {
		seen[c.Query("id")]++ // want "unguarded: map seen"
		return c.SendStatus(204)
	})
	app.Get("/kinds", func(c *fiber.Ctx) error {
		if !kinds[c.Query("kind")] {
			return c.SendStatus(404)
		}
		return c.JSON(kinds)
	})
	return app
}

// Files remembers the names of open files, under the lock of its directory.
type Files struct {
	dir   *Dir
	names map[int]string
}

// Dir has the lock for all files in it.
type Dir struct {
	sync.Mutex
	files []*Files
}

// Attach returns files in the directory.
func (d *Dir) Attach() *Files {
	f := &Files{dir: d, names: make(map[int]string)}
	d.Lock()
	d.files = append(d.files, f)
	d.Unlock()
	return f
}

// Open remembers a file.
func (f *Files) Open(fd int, name string) {
	f.dir.Lock()
	f.names[fd] = name
	f.dir.Unlock()
}

// Close forgets a file.
func (f *Files) Close(fd int) {
	f.dir.Lock()
	defer f.dir.Unlock()
	delete(f.names, fd)
}

// Name returns the name of an open file.
func (f *Files) Name(fd int) string {
	if f.dir != nil {
		f.dir.Lock()
		defer f.dir.Unlock()
	}
	return f.names[fd]
}

// All returns the names of all open files in the directory.
func (d *Dir) All() (names []string) {
	d.Lock()
	defer d.Unlock()
	for _, f := range d.files {
		for _, name := range f.names {
			names = append(names, name)
		}
	}
	return names
}
