// Package chat has rooms, tables, users and feeds that point to each other, each
// with a lock of its own.
package chat

import "sync"

// Server knows its rooms, and a room its server.
type Server struct {
	mu    sync.Mutex
	rooms map[string]*Room
}

// Room is in a server.
type Room struct {
	mu          sync.Mutex
	server      *Server
	name, topic string
}

// Open adds a room.
func (s *Server) Open(name string) *Room {
	r := &Room{server: s, name: name}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rooms[name] = r
	return r
}

// Topics locks each room with the server locked.
func (s *Server) Topics() (all []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range s.rooms {
		r.mu.Lock() // want "Server.Topics can block for ever taking the lock Room.mu with Server.mu held: they are taken in the other order in Room.Rename at chat.go:50"
		all = append(all, r.topic)
		r.mu.Unlock()
	}
	return all
}

// Rename locks the server with the room locked.
func (r *Room) Rename(name string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.server.move(r, name)
	r.name = name
}

func (s *Server) move(r *Room, name string) {
	s.mu.Lock() // also
	defer s.mu.Unlock()
	delete(s.rooms, r.name)
	s.rooms[name] = r
}

// Lobby looks at its tables after it has let go of its lock.
type Lobby struct {
	mu     sync.Mutex
	tables map[*Table]bool
}

// Table is in a lobby.
type Table struct {
	mu    sync.Mutex
	lobby *Lobby
	seats int
}

// Free copies the tables under the lock and asks them outside.
func (l *Lobby) Free() (n int) {
	l.mu.Lock()
	tables := make([]*Table, 0, len(l.tables))
	for t := range l.tables {
		tables = append(tables, t)
	}
	l.mu.Unlock()
	for _, t := range tables {
		t.mu.Lock()
		n += t.seats
		t.mu.Unlock()
	}
	return n
}

// Close locks the lobby with the table locked, and nobody does the reverse.
func (t *Table) Close() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.seats = 0
	t.lobby.mu.Lock()
	delete(t.lobby.tables, t)
	t.lobby.mu.Unlock()
}

// Reopen is called with neither lock: it lets go of the first before the second.
func (l *Lobby) Reopen(seats int) {
	l.mu.Lock()
	for t := range l.tables {
		l.mu.Unlock()
		t.reset(seats)
		l.mu.Lock()
	}
	l.mu.Unlock()
}

func (t *Table) reset(seats int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.seats = seats
}

var (
	directoryMu sync.Mutex
	directory   = make(map[string]*User)
	left        = make(map[string]int)
)

// User is in the directory of the package.
type User struct {
	mu     sync.Mutex
	name   string
	online bool
}

// Register adds a user.
func Register(name string) *User {
	u := &User{name: name, online: true}
	directoryMu.Lock()
	defer directoryMu.Unlock()
	directory[name] = u
	return u
}

// Online locks each user with the directory locked.
func Online() (names []string) {
	directoryMu.Lock()
	defer directoryMu.Unlock()
	for _, u := range directory {
		if u.isOnline() {
			names = append(names, u.name)
		}
	}
	return names
}

func (u *User) isOnline() bool {
	u.mu.Lock() // want "Online can block for ever taking the lock User.mu with directoryMu held"
	defer u.mu.Unlock()
	return u.online
}

// SignOut locks the directory with the user locked.
func (u *User) SignOut() {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.online = false
	note(u.name)
}

func note(name string) {
	directoryMu.Lock() // also
	defer directoryMu.Unlock()
	left[name]++
}

// Feed calls back with its lock held.
type Feed struct {
	mu        sync.RWMutex
	followers map[*Follower]bool
}

// Follower follows a feed.
type Follower struct {
	mu     sync.Mutex
	feed   *Feed
	unread int
}

func (f *Feed) each(do func(*Follower)) {
	f.mu.RLock()
	defer f.mu.RUnlock()
	for w := range f.followers {
		do(w)
	}
}

// Follow adds a follower.
func (f *Feed) Follow() *Follower {
	w := &Follower{feed: f}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.followers[w] = true
	return w
}

// Publish counts the post with each follower.
func (f *Feed) Publish() {
	f.each(func(w *Follower) {
		w.mu.Lock() // want "Feed.Publish can block for ever taking the lock Follower.mu with Feed.mu held"
		w.unread++
		w.mu.Unlock()
	})
}

// Leave locks the feed with the follower locked.
func (w *Follower) Leave() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.unread = 0
	w.feed.mu.Lock() // also
	delete(w.feed.followers, w)
	w.feed.mu.Unlock()
}

// Digest calls back after it has let go of its lock.
type Digest struct {
	mu    sync.Mutex
	mails map[*Mail]bool
}

// Mail is in a digest.
type Mail struct {
	mu     sync.Mutex
	digest *Digest
	sent   bool
}

func (d *Digest) each(do func(*Mail)) {
	d.mu.Lock()
	mails := make([]*Mail, 0, len(d.mails))
	for m := range d.mails {
		mails = append(mails, m)
	}
	d.mu.Unlock()
	for _, m := range mails {
		do(m)
	}
}

// Send marks each mail.
func (d *Digest) Send() {
	d.each(func(m *Mail) {
		m.mu.Lock()
		m.sent = true
		m.mu.Unlock()
	})
}

// Withdraw locks the digest with the mail locked.
func (m *Mail) Withdraw() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.digest.mu.Lock()
	delete(m.digest.mails, m)
	m.digest.mu.Unlock()
}

// Pool reaps sessions under its lock.
type Pool struct {
	mu       sync.Mutex
	sessions map[*Session]bool
}

// Session is in a pool.
type Session struct {
	mu   sync.Mutex
	pool *Pool
	open bool
}

// Reap locks each session with the pool locked.
func (p *Pool) Reap() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for s := range p.sessions {
		s.mu.Lock() // want "Pool.Reap can block for ever taking the lock Session.mu with Pool.mu held"
		s.open = false
		s.mu.Unlock()
	}
}

// Close releases the session before the deferred Unlock, which was deferred first.
func (s *Session) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.pool.release(s)
	s.open = false
}

func (p *Pool) release(s *Session) {
	p.mu.Lock() // also
	defer p.mu.Unlock()
	delete(p.sessions, s)
}

// Bench is a Pool whose players leave it after their own lock.
type Bench struct {
	mu      sync.Mutex
	players map[*Player]bool
}

// Player is on a bench.
type Player struct {
	mu    sync.Mutex
	bench *Bench
	ready bool
}

// Rest locks each player with the bench locked.
func (b *Bench) Rest() {
	b.mu.Lock()
	defer b.mu.Unlock()
	for p := range b.players {
		p.mu.Lock()
		p.ready = false
		p.mu.Unlock()
	}
}

// Leave defers the Unlock last, so that it comes first.
func (p *Player) Leave() {
	p.mu.Lock()
	defer p.bench.release(p)
	defer p.mu.Unlock()
	p.ready = false
}

func (b *Bench) release(p *Player) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.players, p)
}

// Swarm tells its drones in goroutines of their own.
type Swarm struct {
	mu     sync.Mutex
	drones map[*Drone]bool
}

// Drone is in a swarm.
type Drone struct {
	mu    sync.Mutex
	swarm *Swarm
	order string
}

// Tell waits for nobody while it holds its lock.
func (s *Swarm) Tell(order string) *sync.WaitGroup {
	var wg sync.WaitGroup
	s.mu.Lock()
	defer s.mu.Unlock()
	for d := range s.drones {
		wg.Go(func() { d.obey(order) })
	}
	return &wg
}

func (d *Drone) obey(order string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.order = order
}

// Land locks the swarm with the drone locked.
func (d *Drone) Land() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.swarm.mu.Lock()
	delete(d.swarm.drones, d)
	d.swarm.mu.Unlock()
}
