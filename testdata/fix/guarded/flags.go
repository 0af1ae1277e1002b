package guarded

import (
	"strings"
	"sync"
)

// Flags switches features.
type Flags struct {
	mu sync.RWMutex
	on map[string]bool
}

// NewFlags returns flags that are all off.
func NewFlags() *Flags { return &Flags{on: map[string]bool{"dark": true}} }

// Set switches a feature.
func (f *Flags) Set(name string, on bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.on[name] = on
}

// Clear removes a feature.
func (f *Flags) Clear(name string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.on, name)
}

// Describe says whether a feature is on.
func (f *Flags) Describe(name string) string {
	if f.on[name] {
		return strings.ToUpper(name)
	}
	return name
}
