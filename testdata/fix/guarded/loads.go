package guarded

import (
	"strconv"
	"sync"
	"time"
)

// Loads keeps what was loaded.
type Loads struct {
	mu    sync.Mutex
	items map[int]string
}

// NewLoads returns an empty cache.
func NewLoads() *Loads { return &Loads{items: make(map[int]string)} }

func fetch(id int) string {
	time.Sleep(time.Microsecond)
	return "item " + strconv.Itoa(id)
}

// Refresh loads an item anew.
func (l *Loads) Refresh(id int) {
	l.items[id] = fetch(id)
}

// Drop forgets an item.
func (l *Loads) Drop(id int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.items, id)
}

// Get is the item.
func (l *Loads) Get(id int) string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.items[id]
}
