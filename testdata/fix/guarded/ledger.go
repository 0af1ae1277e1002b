package guarded

import (
	"errors"
	"sync"
)

// Ledger books amounts.
type Ledger struct {
	mu   sync.Mutex
	sums map[string]int
}

// NewLedger returns an empty ledger.
func NewLedger() *Ledger { return &Ledger{sums: make(map[string]int)} }

// Sum is what is booked.
func (l *Ledger) Sum(account string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.sums[account]
}

// Has reports an account.
func (l *Ledger) Has(account string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	_, ok := l.sums[account]
	return ok
}

// Accounts is how many there are.
func (l *Ledger) Accounts() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.sums)
}

// Remove removes an account.
func (l *Ledger) Remove(account string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.sums, account)
}

// Move books from one account to another.
func (l *Ledger) Move(from, to string, amount int) error {
	if amount <= 0 {
		return errors.New("nothing to move")
	}
	l.sums[from] -= amount
	l.sums[to] += amount
	return nil
}
