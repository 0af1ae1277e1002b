// Package transfers takes more than one lock at a time.
package transfers

import (
	"cmp"
	"sync"
)

// Pair has two locks that two of its methods take in different order.
type Pair struct {
	left, right sync.Mutex
	a, b        int
}

// ToRight takes left and then right.
func (p *Pair) ToRight(n int) {
	p.left.Lock()
	defer p.left.Unlock()
	p.a -= n
	p.right.Lock() // want "right"
	defer p.right.Unlock()
	p.b += n
}

// ToLeft takes right and then left.
func (p *Pair) ToLeft(n int) {
	p.right.Lock()
	defer p.right.Unlock()
	p.b -= n
	p.left.Lock() // also
	defer p.left.Unlock()
	p.a += n
}

// Shift runs both at once.
func (p *Pair) Shift(n int) {
	var wg sync.WaitGroup
	wg.Go(func() { p.ToRight(n) })
	wg.Go(func() { p.ToLeft(n) })
	wg.Wait()
}

// Ordered has two locks that are always taken in one order.
type Ordered struct {
	first, second sync.Mutex
	a, b          int
}

// Forth takes first and then second.
func (o *Ordered) Forth(n int) {
	o.first.Lock()
	defer o.first.Unlock()
	o.second.Lock()
	defer o.second.Unlock()
	o.a -= n
	o.b += n
}

// Back takes them in the same order.
func (o *Ordered) Back(n int) {
	o.first.Lock()
	defer o.first.Unlock()
	o.second.Lock()
	defer o.second.Unlock()
	o.a += n
	o.b -= n
}

// Peek takes the second alone.
func (o *Ordered) Peek() int {
	o.second.Lock()
	defer o.second.Unlock()
	return o.b
}

// Apart takes the second, and the first only after it was let go.
func (o *Ordered) Apart() int {
	o.second.Lock()
	b := o.b
	o.second.Unlock()
	o.first.Lock()
	defer o.first.Unlock()
	return o.a + b
}

// Shift runs all of it at once.
func (o *Ordered) Shift(n int) {
	var wg sync.WaitGroup
	wg.Go(func() { o.Forth(n) })
	wg.Go(func() { o.Back(n) })
	wg.Go(func() { o.Peek() })
	wg.Go(func() { o.Apart() })
	wg.Wait()
}

// Account is one of many alike.
type Account struct {
	id      int
	mu      sync.Mutex
	balance int
}

// Move locks two accounts by their number, so no two callers meet.
func Move(from, to *Account, n int) {
	if from == to {
		return
	}
	low, high := from, to
	if cmp.Compare(low.id, high.id) > 0 {
		low, high = high, low
	}
	low.mu.Lock()
	defer low.mu.Unlock()
	high.mu.Lock()
	defer high.mu.Unlock()
	from.balance -= n
	to.balance += n
}

// Gated has a third lock that keeps the two orders apart.
type Gated struct {
	gate, left, right sync.Mutex
	a, b              int
}

// ToRight takes left and then right, behind the gate.
func (g *Gated) ToRight(n int) {
	g.gate.Lock()
	defer g.gate.Unlock()
	g.left.Lock()
	g.right.Lock()
	g.a -= n
	g.b += n
	g.right.Unlock()
	g.left.Unlock()
}

// ToLeft takes right and then left, behind the gate.
func (g *Gated) ToLeft(n int) {
	g.gate.Lock()
	defer g.gate.Unlock()
	g.right.Lock()
	g.left.Lock()
	g.a += n
	g.b -= n
	g.left.Unlock()
	g.right.Unlock()
}

// Shift runs both at once.
func (g *Gated) Shift(n int) {
	var wg sync.WaitGroup
	wg.Go(func() { g.ToRight(n) })
	wg.Go(func() { g.ToLeft(n) })
	wg.Wait()
}

// Cautious tries the second lock and lets go of the first.
type Cautious struct {
	left, right sync.Mutex
	a, b        int
}

// ToRight takes left and tries right.
func (c *Cautious) ToRight(n int) bool {
	c.left.Lock()
	defer c.left.Unlock()
	if !c.right.TryLock() {
		return false
	}
	defer c.right.Unlock()
	c.a -= n
	c.b += n
	return true
}

// ToLeft takes right and then left.
func (c *Cautious) ToLeft(n int) {
	c.right.Lock()
	defer c.right.Unlock()
	c.left.Lock()
	defer c.left.Unlock()
	c.a += n
	c.b -= n
}

// Shift runs both at once.
func (c *Cautious) Shift(n int) {
	var wg sync.WaitGroup
	wg.Go(func() { c.ToRight(n) })
	wg.Go(func() { c.ToLeft(n) })
	wg.Wait()
}

// Registry calls back into its owner with its own lock held, and the owner calls
// the registry with its lock held.
type Registry struct {
	mu    sync.Mutex
	names map[string]*Owner
}

// Owner is in a registry.
type Owner struct {
	mu   sync.Mutex
	reg  *Registry
	name string
}

// Describe locks each owner under the registry's lock.
func (r *Registry) Describe() (names []string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, o := range r.names {
		names = append(names, o.label())
	}
	return names
}

func (o *Owner) label() string {
	o.mu.Lock() // want "mu"
	defer o.mu.Unlock()
	return o.name
}

// Rename locks the registry under the owner's lock.
func (o *Owner) Rename(name string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.reg.remove(o.name)
	o.name = name
}

func (r *Registry) remove(name string) {
	r.mu.Lock() // also
	defer r.mu.Unlock()
	delete(r.names, name)
}
