package again

import "sync"

// A Pool counts the loans of a tenant.
type Pool struct {
	mu    sync.Mutex
	loans int
}

// Lend counts a loan.
func (p *Pool) Lend() {
	p.mu.Lock()
	p.loans++
	p.mu.Unlock()
}

// Loans is how many there were.
func (p *Pool) Loans() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.loans
}

// Pools has a pool a tenant.
type Pools struct {
	byTenant sync.Map // of *Pool
}

// Of is the pool of a tenant.
func (p *Pools) Of(tenant string) *Pool {
	if found, ok := p.byTenant.Load(tenant); ok {
		return found.(*Pool)
	}
	pool := &Pool{}
	p.byTenant.Store(tenant, pool)
	return pool
}
