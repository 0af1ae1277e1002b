// Package broker keeps the sessions, routes and queues of a message broker.
package broker

import (
	"errors"
	"sync"
	"sync/atomic"
)

// A Session is a client's subscriptions. While its id is claimed in the
// manager, only the claimer touches them.
type Session struct {
	ID string

	mu   sync.Mutex
	subs map[string]int
}

// Manager hands sessions out to one connection at a time.
type Manager struct {
	mu       sync.Mutex
	claimed  map[string]struct{}
	sessions map[string]*Session
}

// NewManager returns a manager without sessions.
func NewManager() *Manager {
	return &Manager{claimed: make(map[string]struct{}), sessions: make(map[string]*Session)}
}

var errClaimed = errors.New("the session is in use")

// Find returns the session of an id, a new one if there is none.
func (m *Manager) Find(id string) *Session {
	m.mu.Lock()
	defer m.mu.Unlock()
	s := m.sessions[id]
	if s == nil {
		s = &Session{ID: id, subs: make(map[string]int)}
		m.sessions[id] = s
	}
	return s
}

func (m *Manager) claim(s *Session) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, ok := m.claimed[s.ID]; ok {
		return errClaimed
	}
	m.claimed[s.ID] = struct{}{}
	return nil
}

func (m *Manager) release(s *Session) {
	m.mu.Lock()
	delete(m.claimed, s.ID)
	m.mu.Unlock()
}

// Subscribe adds topics to a session that it claims meanwhile.
func (m *Manager) Subscribe(s *Session, topics ...string) error {
	if err := m.claim(s); err != nil {
		return err
	}
	defer m.release(s)
	for _, t := range topics {
		s.subs[t]++
	}
	return nil
}

// Unsubscribe drops a topic of a session that it claims meanwhile.
func (m *Manager) Unsubscribe(s *Session, topic string) error {
	if err := m.claim(s); err != nil {
		return err
	}
	defer m.release(s)
	delete(s.subs, topic)
	return nil
}

// Reset forgets the topics of a session that it claims meanwhile.
func (m *Manager) Reset(s *Session) error {
	if err := m.claim(s); err != nil {
		return err
	}
	defer m.release(s)
	s.clear()
	return nil
}

func (s *Session) clear() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for t := range s.subs {
		delete(s.subs, t)
	}
}

// A Group evaluates alerts in a goroutine of its own.
type Group struct {
	stopping, stopped chan struct{}

	mu     sync.Mutex
	active map[string]int
}

// NewGroup starts a group.
func NewGroup() *Group {
	g := &Group{stopping: make(chan struct{}), stopped: make(chan struct{}), active: make(map[string]int)}
	go g.run()
	return g
}

func (g *Group) run() {
	defer close(g.stopped)
	for {
		select {
		case <-g.stopping:
			return
		default:
			g.Fire("tick")
		}
	}
}

// Fire counts an alert.
func (g *Group) Fire(name string) {
	g.mu.Lock()
	g.active[name]++
	g.mu.Unlock()
}

// Firing tells how often an alert fired.
func (g *Group) Firing(name string) int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.active[name]
}

func (g *Group) stop() {
	close(g.stopping)
	<-g.stopped
}

// Inherit takes over the alerts of a stopped group. Replace shows when.
func (g *Group) Inherit(old *Group) {
	for name, n := range old.active {
		g.active[name] = n
	}
}

// Replace puts new groups in the place of old ones, each in its own goroutine.
func Replace(old []*Group) []*Group {
	fresh := make([]*Group, len(old))
	var wg sync.WaitGroup
	for i, o := range old {
		g := &Group{stopping: make(chan struct{}), stopped: make(chan struct{}), active: make(map[string]int)}
		fresh[i] = g
		wg.Add(1)
		go func() {
			defer wg.Done()
			o.stop()
			g.Inherit(o)
			go g.run()
		}()
	}
	wg.Wait()
	return fresh
}

// A Router solicits routes to its peers.
type Router struct {
	mu    sync.RWMutex
	own   map[string]bool
	dials atomic.Int64
	wg    sync.WaitGroup
}

// Start notes the router's own addresses and dials the peers.
func (r *Router) Start(own, peers []string) {
	r.mu.Lock()
	r.own = make(map[string]bool)
	for _, addr := range own {
		r.own[addr] = true
	}
	r.solicit(peers)
	r.mu.Unlock()
}

// Owns tells whether the address is the router's own.
func (r *Router) Owns(addr string) bool {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.own[addr]
}

func (r *Router) solicit(peers []string) {
	for _, p := range peers {
		r.wg.Add(1)
		go r.dial(p)
	}
}

func (r *Router) dial(peer string) {
	defer r.wg.Done()
	r.mu.RLock()
	own := r.own
	r.mu.RUnlock()
	if !own[peer] {
		r.dials.Add(1)
	}
}

// Wait returns when all peers were dialled.
func (r *Router) Wait() { r.wg.Wait() }

// A Queue keeps messages in flight.
type Queue struct {
	exit     sync.Mutex
	mu       sync.Mutex
	inFlight map[int]string
	flushed  []string
}

// NewQueue returns an empty queue.
func NewQueue() *Queue { return &Queue{inFlight: make(map[int]string)} }

// Push puts a message in flight.
func (q *Queue) Push(id int, body string) {
	q.mu.Lock()
	q.inFlight[id] = body
	q.mu.Unlock()
}

// Done takes a message out.
func (q *Queue) Done(id int) {
	q.mu.Lock()
	delete(q.inFlight, id)
	q.mu.Unlock()
}

// Pending tells how many messages are in flight.
func (q *Queue) Pending() int {
	return len(q.inFlight) // want "inconsistent-guard: map q.inFlight"
}

// Drop forgets the messages in flight.
func (q *Queue) Drop() { q.leave(true) }

// Flush saves the messages in flight.
func (q *Queue) Flush() { q.leave(false) }

func (q *Queue) leave(drop bool) {
	q.exit.Lock()
	defer q.exit.Unlock()
	if drop {
		q.mu.Lock()
		defer q.mu.Unlock()
		clear(q.inFlight)
		return
	}
	for _, body := range q.inFlight { // want "inconsistent-guard: map q.inFlight"
		q.flushed = append(q.flushed, body)
	}
}

// A Topic counts its messages by publisher. Seal waits for a confirmation of
// its own, which orders nothing else.
type Topic struct {
	mu     sync.Mutex
	counts map[string]int
}

// NewTopic returns a topic without messages.
func NewTopic() *Topic { return &Topic{counts: make(map[string]int)} }

// Publish counts a message.
func (t *Topic) Publish(from string) {
	t.mu.Lock()
	t.counts[from]++
	t.mu.Unlock()
}

// Publishers tells how many have published.
func (t *Topic) Publishers() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	out := make([]string, 0, len(t.counts))
	for from := range t.counts {
		out = append(out, from)
	}
	return out
}

// Seal marks the topic once the save is confirmed.
func (t *Topic) Seal(save func()) {
	confirmed := make(chan struct{})
	go func() {
		save()
		close(confirmed)
	}()
	<-confirmed
	t.counts["sealed"]++ // want "inconsistent-guard: map t.counts"
}
