package guarded

import "sync"

// Owners embeds nothing and owns much.
type Owners struct {
	mu sync.RWMutex
	by map[string]string
}

// NewOwners returns no owners.
func NewOwners() *Owners { return &Owners{by: make(map[string]string)} }

// Claim makes who the owner unless there is one, and says who it is.
func (o *Owners) Claim(what, who string) string {
	switch owner, ok := o.by[what]; {
	case ok:
		return owner
	default:
		o.by[what] = who
		return who
	}
}

// Release frees it.
func (o *Owners) Release(what string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	delete(o.by, what)
}

// Owner is who has it.
func (o *Owners) Owner(what string) string {
	o.mu.RLock()
	defer o.mu.RUnlock()
	return o.by[what]
}
