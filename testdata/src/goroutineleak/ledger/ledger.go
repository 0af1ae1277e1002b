// Package ledger keeps accounts under locks.
package ledger

import (
	"errors"
	"sync"
)

var errNoAccount = errors.New("ledger: no such account")

// Accounts forgets to unlock when an account is missing.
type Accounts struct {
	mu       sync.Mutex
	balances map[string]int
}

// Deposit returns with the lock held.
func (a *Accounts) Deposit(name string, amount int) error {
	a.mu.Lock() // want "mu"
	if _, ok := a.balances[name]; !ok {
		return errNoAccount
	}
	a.balances[name] += amount
	a.mu.Unlock()
	return nil
}

// Savings unlocks on each path.
type Savings struct {
	mu       sync.Mutex
	balances map[string]int
}

// Deposit unlocks before each return.
func (s *Savings) Deposit(name string, amount int) error {
	s.mu.Lock()
	if _, ok := s.balances[name]; !ok {
		s.mu.Unlock()
		return errNoAccount
	}
	s.balances[name] += amount
	s.mu.Unlock()
	return nil
}

// Balance unlocks in a deferred call.
func (s *Savings) Balance(name string) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	b, ok := s.balances[name]
	if !ok {
		return 0, errNoAccount
	}
	return b, nil
}

// Close unlocks in a deferred closure.
func (s *Savings) Close(name string) (left int) {
	s.mu.Lock()
	defer func() {
		delete(s.balances, name)
		s.mu.Unlock()
	}()
	return s.balances[name]
}

// Rename unlocks while it calls out, and locks again.
func (s *Savings) Rename(from, to string, ask func() bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	b := s.balances[from]
	s.mu.Unlock()
	ok := ask()
	s.mu.Lock()
	if ok {
		delete(s.balances, from)
		s.balances[to] = b
	}
}

// Journal locks in a method that its other methods call with the lock held.
type Journal struct {
	mu      sync.Mutex
	entries []string
}

// Len locks.
func (j *Journal) Len() int {
	j.mu.Lock() // want "mu"
	defer j.mu.Unlock()
	return len(j.entries)
}

// Append calls Len with the lock held.
func (j *Journal) Append(entry string) int {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.entries = append(j.entries, entry)
	return j.Len()
}

// Log has a method for those who hold the lock.
type Log struct {
	mu      sync.Mutex
	entries []string
}

func (l *Log) lenLocked() int { return len(l.entries) }

// Len locks.
func (l *Log) Len() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.lenLocked()
}

// Append locks, too.
func (l *Log) Append(entry string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.entries = append(l.entries, entry)
	return l.lenLocked()
}

// AppendOutside lets the lock go before it calls Len.
func (l *Log) AppendOutside(entry string) int {
	l.mu.Lock()
	l.entries = append(l.entries, entry)
	l.mu.Unlock()
	return l.Len()
}

// Settle locks a second time in a loop that continues without an unlock.
func Settle(amounts []int) int {
	var mu sync.Mutex
	total := 0
	for _, amount := range amounts {
		mu.Lock() // want "mu"
		if amount < 0 {
			continue
		}
		total += amount
		mu.Unlock()
	}
	return total
}

// SettleAll unlocks before it continues.
func SettleAll(amounts []int) int {
	var mu sync.Mutex
	total := 0
	for _, amount := range amounts {
		mu.Lock()
		if amount < 0 {
			mu.Unlock()
			continue
		}
		total += amount
		mu.Unlock()
	}
	return total
}

// Guarded hands its lock to a callback, which lets it go.
type Guarded struct {
	mu    sync.Mutex
	value int
}

// With calls f with the lock held; f calls release.
func (g *Guarded) With(f func(value int, release func())) {
	g.mu.Lock()
	f(g.value, g.mu.Unlock)
}

// Begin returns the unlock to its caller.
func (g *Guarded) Begin() (commit func(int)) {
	g.mu.Lock()
	return func(v int) {
		g.value = v
		g.mu.Unlock()
	}
}

// Later unlocks in another goroutine, when the work is done.
func (g *Guarded) Later(work func(int) int) {
	g.mu.Lock()
	go func() {
		defer g.mu.Unlock()
		g.value = work(g.value)
	}()
}

// Book unlocks when its caller says so.
type Book struct {
	mu sync.Mutex
	n  int
}

// Lock and Unlock are the book's own.
func (b *Book) Lock() { b.mu.Lock() }

// Unlock ends what Lock began.
func (b *Book) Unlock() { b.mu.Unlock() }

// Add uses the pair.
func (b *Book) Add(n int) {
	b.Lock()
	defer b.Unlock()
	b.n += n
}

// Tree has a lock in each node.
type Tree struct {
	mu       sync.Mutex
	children []*Tree
	weight   int
}

// Weigh locks one node after the other, each its own.
func (t *Tree) Weigh() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	w := t.weight
	for _, c := range t.children {
		w += c.Weigh()
	}
	return w
}

// Reserve tries the lock and goes without.
func (s *Savings) Reserve(name string) bool {
	if !s.mu.TryLock() {
		return false
	}
	defer s.mu.Unlock()
	s.balances[name]--
	return true
}

// Audit panics with the lock held only if the deferred unlock runs.
func (s *Savings) Audit() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for name, b := range s.balances {
		if b < 0 {
			panic("ledger: overdrawn " + name)
		}
	}
}

// Sync unlocks on the same condition on which it locked.
func (s *Savings) Sync(shared bool) int {
	if shared {
		s.mu.Lock()
	}
	n := len(s.balances)
	if shared {
		s.mu.Unlock()
	}
	return n
}

// Vault counts what it gives out.
type Vault struct {
	mu    sync.Mutex
	state string
	given int
}

// Take unlocks in two of three cases.
func (v *Vault) Take() (int, error) {
	v.mu.Lock() // want "mu"
	switch v.state {
	case "open":
		v.given++
		n := v.given
		v.mu.Unlock()
		return n, nil
	case "locked":
		v.mu.Unlock()
		return 0, errors.New("ledger: locked")
	default:
		return 0, errors.New("ledger: unknown state")
	}
}
