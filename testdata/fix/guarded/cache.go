package guarded

import (
	"strconv"
	"sync"
)

// Cache keeps pages that were rendered.
type Cache struct {
	mu    sync.RWMutex
	pages map[int]string
}

// NewCache returns an empty cache.
func NewCache() *Cache { return &Cache{pages: make(map[int]string)} }

// Get is the page, rendered before or now.
func (c *Cache) Get(id int) string {
	c.mu.RLock()
	page := c.pages[id]
	c.mu.RUnlock()
	return page
}

// Drop forgets a page.
func (c *Cache) Drop(id int) {
	c.mu.Lock()
	delete(c.pages, id)
	c.mu.Unlock()
}

// Fill renders a page unless it is there.
func (c *Cache) Fill(id int) string {
	if page, ok := c.pages[id]; ok {
		return page
	}
	page := "page " + strconv.Itoa(id)
	c.pages[id] = page
	return page
}
