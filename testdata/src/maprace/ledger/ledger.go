// Package ledger keeps accounts and what moved between them.
package ledger

import (
	"errors"
	"maps"
	"slices"
	"sync"
)

// Account is one account.
type Account struct {
	ID      string
	mu      sync.Mutex
	balance map[string]int64 // by currency
}

func open(id string) *Account { return &Account{ID: id, balance: make(map[string]int64)} }

// Deposit adds money.
func (a *Account) Deposit(currency string, n int64) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.balance[currency] += n
}

// Balance returns what is there.
func (a *Account) Balance(currency string) int64 {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.balance[currency]
}

// Ledger has all accounts.
type Ledger struct {
	mu       sync.RWMutex
	accounts map[string]*Account
	totals   map[string]int64
	index    map[string][]string
	views    map[string]int
	dirty    bool
}

// New returns an empty ledger.
func New() *Ledger {
	return &Ledger{
		accounts: make(map[string]*Account),
		totals:   make(map[string]int64),
		index:    make(map[string][]string),
		views:    make(map[string]int),
	}
}

// Open opens an account.
func (l *Ledger) Open(id string) *Account {
	l.mu.Lock()
	defer l.mu.Unlock()
	if a, ok := l.accounts[id]; ok {
		return a
	}
	a := open(id)
	l.accounts[id] = a
	l.dirty = true
	return a
}

// Account returns an account, and opens it when it is not there.
func (l *Ledger) Account(id string) *Account {
	l.mu.Lock()
	a := l.accounts[id]
	l.mu.Unlock()
	if a == nil {
		a = open(id)
		l.mu.Lock()
		l.accounts[id] = a // want "check-then-act: map l.accounts"
		l.mu.Unlock()
	}
	return a
}

// Transfer moves money between two accounts.
func (l *Ledger) Transfer(from, to *Account, currency string, n int64) error {
	from.mu.Lock()
	defer from.mu.Unlock()
	if from.balance[currency] < n {
		return errors.New("not enough " + currency)
	}
	from.balance[currency] -= n
	to.balance[currency] += n // want "inconsistent-guard: map to.balance"
	return nil
}

// Pay moves money in two steps.
func (l *Ledger) Pay(from, to *Account, currency string, n int64) error {
	from.mu.Lock()
	if from.balance[currency] < n {
		from.mu.Unlock()
		return errors.New("not enough " + currency)
	}
	from.balance[currency] -= n
	from.mu.Unlock()
	to.Deposit(currency, n)
	return nil
}

// Correct sets a balance by hand, with the ledger held.
func (l *Ledger) Correct(id, currency string, n int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if a, ok := l.accounts[id]; ok {
		a.balance[currency] = n // want "inconsistent-guard: map a.balance"
	}
}

// Total returns the sum of all balances.
func (l *Ledger) Total(currency string) int64 {
	l.mu.RLock()
	defer l.mu.RUnlock()
	var sum int64
	for _, a := range l.accounts {
		sum += a.Balance(currency)
	}
	return sum
}

// CachedTotal returns the sum as it was, and keeps it.
func (l *Ledger) CachedTotal(currency string) int64 {
	l.mu.RLock()
	sum, ok := l.totals[currency]
	if !ok {
		for _, a := range l.accounts {
			sum += a.Balance(currency)
		}
		l.totals[currency] = sum // want "rlock-write: map l.totals"
	}
	l.mu.RUnlock()
	return sum
}

// Invalidate forgets the sums.
func (l *Ledger) Invalidate() {
	l.mu.Lock()
	clear(l.totals)
	l.mu.Unlock()
}

// Reindex sorts the accounts by their first letter.
func (l *Ledger) Reindex() {
	l.mu.RLock()
	defer l.mu.RUnlock()
	clear(l.index) // want "rlock-write: map l.index"
	for id := range l.accounts {
		l.index[id[:1]] = append(l.index[id[:1]], id)
	}
}

// Rebuild makes the index anew and swaps it in.
func (l *Ledger) Rebuild() {
	index := make(map[string][]string)
	l.mu.RLock()
	for id := range l.accounts {
		index[id[:1]] = append(index[id[:1]], id)
	}
	l.mu.RUnlock()
	l.mu.Lock()
	l.index = index
	l.mu.Unlock()
}

// Letter returns the accounts that start with a letter.
func (l *Ledger) Letter(letter string) []string {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return slices.Clone(l.index[letter])
}

// View calls f with an account.
func (l *Ledger) View(id string, f func(*Account)) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	a := l.accounts[id]
	if a == nil {
		return
	}
	f(a)
	func() {
		l.views[id]++ // want "rlock-write: map l.views"
	}()
}

// Views tells how often an account was looked at.
func (l *Ledger) Views(id string) int {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.views[id]
}

// Close closes an account that is empty.
func (l *Ledger) Close(id string) bool {
	l.mu.RLock()
	a := l.accounts[id]
	if a == nil || a.Balance("EUR") != 0 {
		l.mu.RUnlock()
		return false
	}
	l.mu.Lock() // want "lock-upgrade: .*l.mu"
	delete(l.accounts, id)
	l.mu.Unlock()
	l.mu.RUnlock()
	return true
}

// CloseEmpty closes an account, looking twice.
func (l *Ledger) CloseEmpty(id string) bool {
	l.mu.RLock()
	a := l.accounts[id]
	l.mu.RUnlock()
	if a == nil {
		return false
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.accounts[id] != a || a.Balance("EUR") != 0 {
		return false
	}
	delete(l.accounts, id)
	return true
}

// Restore opens accounts that are not known.
func (l *Ledger) Restore(ids []string) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	for _, id := range ids {
		if _, ok := l.accounts[id]; !ok {
			l.Open(id) // want "lock-upgrade: .*l.mu"
		}
	}
}

// Edit runs f on all accounts; f must not call the ledger.
func (l *Ledger) Edit(f func(map[string]*Account)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	f(l.accounts)
}

// Names returns the names of all accounts.
func (l *Ledger) Names() (names []string) {
	l.Edit(func(accounts map[string]*Account) {
		names = slices.Sorted(maps.Keys(accounts))
	})
	return names
}

// Each returns an iterator over the accounts, all taken in one moment.
func (l *Ledger) Each() func(yield func(*Account) bool) {
	l.mu.RLock()
	all := slices.Collect(maps.Values(l.accounts))
	l.mu.RUnlock()
	return func(yield func(*Account) bool) {
		for _, a := range all {
			if !yield(a) {
				return
			}
		}
	}
}

// Keys returns an iterator over the names.
func (l *Ledger) Keys() func(yield func(string) bool) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return maps.Keys(l.accounts) // want "leaked-ref: map l.accounts"
}
