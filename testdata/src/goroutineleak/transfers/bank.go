package transfers

import (
	"errors"
	"sort"
	"strings"
	"sync"
)

var errFunds = errors.New("not enough")

// Holder has one account in a bank.
type Holder struct {
	mu      sync.Mutex
	balance int
}

// Bank finds its holders by name.
type Bank struct {
	mu      sync.RWMutex
	holders map[string]*Holder
}

// Transfer locks the holders in the order in which its caller names them.
func (b *Bank) Transfer(from, to string, n int) error {
	if from == to {
		return nil
	}
	b.mu.RLock()
	src, dst := b.holders[from], b.holders[to]
	b.mu.RUnlock()
	src.mu.Lock()
	defer src.mu.Unlock()
	if src.balance < n {
		return errFunds
	}
	dst.mu.Lock() // want "Bank.Transfer can block for ever taking the lock Holder.mu of one with that of another held"
	defer dst.mu.Unlock()
	src.balance -= n
	dst.balance += n
	return nil
}

// Depot is a bank of goods.
type Depot struct {
	mu      sync.RWMutex
	shelves map[string]*Rack
}

// Rack holds goods.
type Rack struct {
	mu    sync.Mutex
	goods int
}

func (d *Depot) rack(name string) *Rack {
	d.mu.RLock()
	defer d.mu.RUnlock()
	return d.shelves[name]
}

// Shift names two racks.
func (d *Depot) Shift(from, to string, n int) {
	if from != to {
		d.rack(from).pass(d.rack(to), n)
	}
}

func (r *Rack) pass(to *Rack, n int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	to.mu.Lock() // want "Depot.Shift can block for ever taking the lock Rack.mu"
	defer to.mu.Unlock()
	r.goods -= n
	to.goods += n
}

// Exchange is a bank that orders what it locks.
type Exchange struct {
	mu     sync.RWMutex
	books  map[string]*Book
	routes map[int]*Route
}

// Book is one of many.
type Book struct {
	mu sync.Mutex
	n  int
}

// Move locks the one with the lower name first.
func (x *Exchange) Move(from, to string, n int) {
	if from == to {
		return
	}
	x.mu.RLock()
	src, dst := x.books[from], x.books[to]
	x.mu.RUnlock()
	if from < to {
		src.mu.Lock()
		dst.mu.Lock()
	} else {
		dst.mu.Lock()
		src.mu.Lock()
	}
	src.n -= n
	dst.n += n
	src.mu.Unlock()
	dst.mu.Unlock()
}

// Merge has its names compared elsewhere.
func (x *Exchange) Merge(a, b string) {
	if strings.Compare(a, b) >= 0 {
		return
	}
	x.mu.RLock()
	first, second := x.books[a], x.books[b]
	x.mu.RUnlock()
	first.mu.Lock()
	defer first.mu.Unlock()
	second.mu.Lock()
	defer second.mu.Unlock()
	first.n += second.n
}

// Route is locked behind the lock of all.
type Route struct {
	mu sync.Mutex
	n  int
}

// Join holds the lock of all.
func (x *Exchange) Join(a, b int) {
	if a == b {
		return
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	one, two := x.routes[a], x.routes[b]
	one.mu.Lock()
	defer one.mu.Unlock()
	two.mu.Lock()
	defer two.mu.Unlock()
	one.n += two.n
}

// Copy has one of the two locked at a time.
func (x *Exchange) Copy(from, to string) {
	x.mu.RLock()
	src, dst := x.books[from], x.books[to]
	x.mu.RUnlock()
	src.mu.Lock()
	n := src.n
	src.mu.Unlock()
	dst.mu.Lock()
	dst.n = n
	dst.mu.Unlock()
}

// Sort is called by one goroutine at a time, and sort.Slice names the two.
func (x *Exchange) Sort(all []*Book) {
	sort.Slice(all, func(i, j int) bool {
		a, b := all[i], all[j]
		if a == b {
			return false
		}
		a.mu.Lock()
		defer a.mu.Unlock()
		b.mu.Lock()
		defer b.mu.Unlock()
		return a.n-b.n < 0
	})
}
