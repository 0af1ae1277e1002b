package guarded

import "sync"

// Hits counts requests by page.
type Hits struct {
	mu    sync.RWMutex
	pages map[string]int
}

// NewHits returns an empty table.
func NewHits() *Hits { return &Hits{pages: make(map[string]int)} }

// Add counts one request.
func (h *Hits) Add(page string) {
	h.pages[page]++ // the hot path
}

// Reset forgets a page.
func (h *Hits) Reset(page string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.pages, page)
}

// Get is the count of a page.
func (h *Hits) Get(page string) int {
	h.mu.RLock()
	defer h.mu.RUnlock()
	return h.pages[page]
}
