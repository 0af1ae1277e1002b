package depot

import (
	"sync"
	"time"
)

// Yard has helpers in both orders, which are called with the gate locked.
type Yard struct {
	gate         sync.Mutex
	carMu, busMu sync.Mutex
	cars, buses  int
}

// Cars moves cars.
func (y *Yard) Cars() {
	y.gate.Lock()
	defer y.gate.Unlock()
	y.carsFirst()
}

// Buses moves buses.
func (y *Yard) Buses() {
	y.gate.Lock()
	defer y.gate.Unlock()
	y.busesFirst()
}

func (y *Yard) carsFirst() {
	y.carMu.Lock()
	y.busMu.Lock()
	y.cars++
	y.busMu.Unlock()
	y.carMu.Unlock()
}

func (y *Yard) busesFirst() {
	y.busMu.Lock()
	y.carMu.Lock()
	y.buses++
	y.carMu.Unlock()
	y.busMu.Unlock()
}

// Shelf is a tree that is locked from the top down, hand over hand.
type Shelf struct {
	mu     sync.Mutex
	name   string
	parent *Shelf
	below  map[string]*Shelf
}

// Find goes down.
func (s *Shelf) Find(path ...string) *Shelf {
	at := s
	at.mu.Lock()
	for _, name := range path {
		next := at.below[name]
		if next == nil {
			break
		}
		next.mu.Lock()
		at.mu.Unlock()
		at = next
	}
	defer at.mu.Unlock()
	return at
}

// Path goes up with one lock at a time.
func (s *Shelf) Path() (names []string) {
	for at := s; at != nil; at = at.parent {
		at.mu.Lock()
		names = append(names, at.name)
		at.mu.Unlock()
	}
	return names
}

// Ledger is filled in the other order before anybody has it.
type Ledger struct {
	linesMu, totalMu sync.Mutex
	lines            []int
	total            int
}

// NewLedger sums lines up.
func NewLedger(lines []int) *Ledger {
	l := &Ledger{lines: lines}
	l.init()
	return l
}

func (l *Ledger) init() {
	l.totalMu.Lock()
	defer l.totalMu.Unlock()
	l.linesMu.Lock()
	defer l.linesMu.Unlock()
	for _, n := range l.lines {
		l.total += n
	}
}

// Add adds a line.
func (l *Ledger) Add(n int) {
	l.linesMu.Lock()
	defer l.linesMu.Unlock()
	l.lines = append(l.lines, n)
	l.totalMu.Lock()
	defer l.totalMu.Unlock()
	l.total += n
}

// Store locks the file itself, unless its caller has.
type Store struct {
	fileMu, cacheMu sync.Mutex
	file, cache     map[string]string
}

func (s *Store) read(key string, lock bool) string {
	if lock {
		s.fileMu.Lock()
		defer s.fileMu.Unlock()
	}
	return s.file[key]
}

// Get reads the file with the cache unlocked.
func (s *Store) Get(key string) string {
	s.cacheMu.Lock()
	v, ok := s.cache[key]
	s.cacheMu.Unlock()
	if ok {
		return v
	}
	return s.read(key, true)
}

// Warm has the file locked already.
func (s *Store) Warm(key string) {
	s.fileMu.Lock()
	defer s.fileMu.Unlock()
	s.cacheMu.Lock()
	defer s.cacheMu.Unlock()
	s.cache[key] = s.read(key, false)
}

// Audit needs no lock of the file.
func (s *Store) Audit(key string) bool {
	s.cacheMu.Lock()
	defer s.cacheMu.Unlock()
	return s.cache[key] == s.read(key, false)
}

// Queue lets go of its lock to take the other.
type Queue struct {
	headMu, tailMu sync.Mutex
	head, tail     []int
}

// Push takes head and then tail.
func (q *Queue) Push(n int) {
	q.headMu.Lock()
	defer q.headMu.Unlock()
	q.tailMu.Lock()
	defer q.tailMu.Unlock()
	q.tail = append(q.tail, n)
	q.head = q.tail[:1]
}

// Trim has the tail locked before and after, but not in between.
func (q *Queue) Trim() {
	q.tailMu.Lock()
	defer q.tailMu.Unlock()
	if len(q.tail) > 10 {
		q.shrink()
	}
}

func (q *Queue) shrink() {
	q.tailMu.Unlock()
	q.headMu.Lock()
	q.head = nil
	q.headMu.Unlock()
	q.tailMu.Lock()
	q.tail = q.tail[:0]
}

// Loop does both in one goroutine.
type Loop struct {
	inMu, outMu sync.Mutex
	in, out     int
	todo        chan bool
}

// NewLoop starts the one goroutine that locks both.
func NewLoop() *Loop {
	l := &Loop{todo: make(chan bool)}
	go l.run()
	return l
}

// Do asks for one of the two.
func (l *Loop) Do(in bool) { l.todo <- in }

// Stop ends the goroutine.
func (l *Loop) Stop() { close(l.todo) }

// State is asked from anywhere.
func (l *Loop) State() int {
	l.inMu.Lock()
	defer l.inMu.Unlock()
	return l.in
}

func (l *Loop) run() {
	for in := range l.todo {
		if in {
			l.takeIn()
		} else {
			l.takeOut()
		}
	}
}

func (l *Loop) takeIn() {
	l.inMu.Lock()
	defer l.inMu.Unlock()
	l.outMu.Lock()
	defer l.outMu.Unlock()
	l.in++
}

func (l *Loop) takeOut() {
	l.outMu.Lock()
	defer l.outMu.Unlock()
	l.inMu.Lock()
	defer l.inMu.Unlock()
	l.out++
}

// Kind is what a link is for.
type Kind int

// The kinds.
const (
	Inbound Kind = iota
	Outbound
)

// Link is locked in an order that depends on its kind, which never changes.
type Link struct {
	kind           Kind
	readMu, sendMu sync.Mutex
	n              int
}

// Handle does what the kind asks for.
func (l *Link) Handle() {
	switch l.kind {
	case Inbound:
		l.receive()
	case Outbound:
		l.send()
	}
}

func (l *Link) receive() {
	l.readMu.Lock()
	defer l.readMu.Unlock()
	l.sendMu.Lock()
	defer l.sendMu.Unlock()
	l.n++
}

func (l *Link) send() {
	l.sendMu.Lock()
	defer l.sendMu.Unlock()
	l.readMu.Lock()
	defer l.readMu.Unlock()
	l.n--
}

// Patient tries the lock that comes first, and starts again.
type Patient struct {
	oneMu, twoMu sync.Mutex
	n            int
}

// Up takes one and then two.
func (p *Patient) Up() {
	p.oneMu.Lock()
	defer p.oneMu.Unlock()
	p.twoMu.Lock()
	defer p.twoMu.Unlock()
	p.n++
}

// Down has two, and lets go of it as long as it does not get one.
func (p *Patient) Down() {
	for {
		p.twoMu.Lock()
		if p.oneMu.TryLock() {
			break
		}
		p.twoMu.Unlock()
		time.Sleep(time.Microsecond)
	}
	p.n--
	p.oneMu.Unlock()
	p.twoMu.Unlock()
}

// Replica follows another of its kind, and there is no ring of them.
type Replica struct {
	mu     sync.Mutex
	source *Replica
	n      int
}

// Sync locks the source with itself locked.
func (r *Replica) Sync() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.source != nil {
		r.source.mu.Lock()
		r.n = r.source.n
		r.source.mu.Unlock()
	}
}
