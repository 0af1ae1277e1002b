// Package locks guards small stores in the less usual ways.
package locks

import (
	"context"
	"maps"
	"sync"
)

// Stock embeds its lock.
type Stock struct {
	sync.RWMutex
	levels map[string]int
	limits map[string]int
}

// NewStock returns an empty stock.
func NewStock() *Stock {
	return &Stock{levels: make(map[string]int), limits: map[string]int{"bolts": 100}}
}

// Add adds to a level that has room.
func (s *Stock) Add(item string, n int) bool {
	s.Lock()
	defer s.Unlock()
	if s.levels[item]+n > s.limits[item] {
		return false
	}
	s.levels[item] += n
	return true
}

// Level returns a level.
func (s *Stock) Level(item string) int {
	s.RLock()
	defer s.RUnlock()
	return s.levels[item]
}

// TryAdd adds unless someone else is at it.
func (s *Stock) TryAdd(item string, n int) bool {
	if !s.TryLock() {
		return false
	}
	defer s.Unlock()
	s.levels[item] += n
	return true
}

// Take takes from a level, and waits for no one.
func (s *Stock) Take(item string, n int) {
	locked := s.TryLock()
	s.levels[item] -= n // want "inconsistent-guard: map s.levels"
	if locked {
		s.Unlock()
	}
}

// Levels calls f with each level.
func (s *Stock) Levels(f func(item string, n int), urgent bool) {
	if urgent {
		s.RLock()
	}
	for item, n := range s.levels { // want "inconsistent-guard: map s.levels"
		f(item, n)
	}
	if urgent {
		s.RUnlock()
	}
}

// Journal is guarded by whatever lock it is given.
type Journal struct {
	lock  sync.Locker
	lines map[int]string
	safe  bool
}

// NewJournal returns a journal under the lock.
func NewJournal(lock sync.Locker) *Journal {
	return &Journal{lock: lock, lines: make(map[int]string), safe: true}
}

// Write writes a line.
func (j *Journal) Write(line string) {
	if j.safe {
		j.lock.Lock()
	}
	j.lines[len(j.lines)] = line
	if j.safe {
		j.lock.Unlock()
	}
}

// Line reads a line.
func (j *Journal) Line(i int) string {
	j.lock.Lock()
	defer j.lock.Unlock()
	return j.lines[i]
}

// Trim removes a line.
func (j *Journal) Trim(i int) {
	func() {
		j.lock.Lock()
		defer j.lock.Unlock()
		delete(j.lines, i)
	}()
}

// Seats is guarded by a channel that holds one token.
type Seats struct {
	token chan struct{}
	taken map[int]string
}

// NewSeats returns free seats.
func NewSeats() *Seats {
	return &Seats{token: make(chan struct{}, 1), taken: make(map[int]string)}
}

// Reserve takes a seat.
func (s *Seats) Reserve(n int, name string) bool {
	s.token <- struct{}{}
	defer func() { <-s.token }()
	if s.taken[n] != "" {
		return false
	}
	s.taken[n] = name
	return true
}

// Release frees a seat unless the context ends first.
func (s *Seats) Release(ctx context.Context, n int) error {
	select {
	case s.token <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	delete(s.taken, n)
	<-s.token
	return nil
}

// Fill seats guests with two goroutines that take turns.
func Fill(guests []string) map[int]string {
	seats := make(map[int]string)
	turn := make(chan struct{}, 1)
	var wg sync.WaitGroup
	for half := range 2 {
		wg.Go(func() {
			for i := half; i < len(guests); i += 2 {
				turn <- struct{}{}
				seats[i] = guests[i]
				<-turn
			}
		})
	}
	wg.Wait()
	return seats
}

// FillWide is Fill with room for two at a time.
func FillWide(guests []string) map[int]string {
	seats := make(map[int]string)
	turn := make(chan struct{}, 2)
	var wg sync.WaitGroup
	for half := range 2 {
		wg.Go(func() {
			for i := half; i < len(guests); i += 2 {
				turn <- struct{}{}
				seats[i] = guests[i] // want "unguarded: map seats"
				<-turn
			}
		})
	}
	wg.Wait()
	return seats
}

// Baton hands a map from goroutine to goroutine.
func Baton(runners int) map[int]string {
	baton := make(chan map[int]string, 1)
	baton <- make(map[int]string)
	var wg sync.WaitGroup
	for i := range runners {
		wg.Go(func() {
			m := <-baton
			m[i] = "ran"
			baton <- m
		})
	}
	wg.Wait()
	return <-baton
}

// Prices has one writer, Follow, that reads what only it writes.
type Prices struct {
	mu   sync.RWMutex
	last map[string]float64
}

// Follow starts the only writer; it must be called once.
func Follow(ticks <-chan string) *Prices {
	p := &Prices{last: make(map[string]float64)}
	go p.follow(ticks)
	return p
}

func (p *Prices) follow(ticks <-chan string) {
	for name := range ticks {
		next := p.last[name] + 1
		p.mu.Lock()
		p.last[name] = next
		p.mu.Unlock()
	}
}

// Last returns the last price.
func (p *Prices) Last(name string) float64 {
	p.mu.RLock()
	defer p.mu.RUnlock()
	return p.last[name]
}

// Cond waits for keys with a condition variable.
type Cond struct {
	mu   sync.Mutex
	cond *sync.Cond
	have map[string]bool
}

// NewCond returns an empty set.
func NewCond() *Cond {
	c := &Cond{have: make(map[string]bool)}
	c.cond = sync.NewCond(&c.mu)
	return c
}

// Put adds a key and wakes who waits for it.
func (c *Cond) Put(key string) {
	c.cond.L.Lock()
	c.have[key] = true
	c.cond.L.Unlock()
	c.cond.Broadcast()
}

// Wait returns when the key is there.
func (c *Cond) Wait(key string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for !c.have[key] {
		c.cond.Wait()
	}
}

// Table locks for whoever asks, even for two goroutines at once.
type Table struct {
	mu   sync.Mutex
	rows map[string]int
}

// Locked returns the table's lock, held.
func (t *Table) Locked() *Table {
	t.mu.Lock()
	return t
}

// Done lets go of the lock.
func (t *Table) Done() { t.mu.Unlock() }

// Bump adds to a row.
func (t *Table) Bump(row string) {
	defer t.Locked().Done()
	if t.rows == nil {
		t.rows = make(map[string]int)
	}
	t.rows[row]++
}

// Rows returns a copy of the rows.
func (t *Table) Rows() map[string]int {
	defer t.Locked().Done()
	return maps.Clone(t.rows)
}

// Sum adds all rows.
func (t *Table) Sum() (sum int) {
	t.Locked().Done()
	for _, n := range t.rows { // want "inconsistent-guard: map t.rows"
		sum += n
	}
	return sum
}
