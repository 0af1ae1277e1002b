// Package tenants keeps what belongs to the tenants of a service.
package tenants

import (
	"context"
	"errors"
	"sync"
	"time"
)

// A Certificate shares its lock with copies of itself.
type Certificate struct {
	mu    *sync.RWMutex
	chain []string
	key   *int
}

// NewCertificate makes a certificate with a lock.
func NewCertificate(chain ...string) *Certificate {
	return &Certificate{mu: new(sync.RWMutex), chain: chain}
}

var errNoChain = errors.New("tenants: no chain")

// Renew takes the lock behind a pointer and leaves it when it returns.
func (c *Certificate) Renew() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.chain == nil {
		return errNoChain
	}
	if c.key == nil && c.chain[0] == "" {
		return errNoChain
	}
	return nil
}

// Maintain renews a certificate again and again.
func Maintain(ctx context.Context, c *Certificate, every time.Duration) {
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			_ = c.Renew()
		case <-ctx.Done():
			return
		}
	}
}
