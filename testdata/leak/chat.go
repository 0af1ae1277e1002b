package chat

import (
	"net/http"
	"net/http/httptest"
	"sync"

	"drive"
)

// often calls functions at once, again and again, until they meet.
func often(fs ...func()) {
	for _, f := range fs {
		go func() {
			for {
				f()
			}
		}()
	}
}

// together calls functions at once a thousand times, and waits for them.
func together(fs ...func()) {
	var wg sync.WaitGroup
	for _, f := range fs {
		wg.Go(func() {
			for range 1000 {
				f()
			}
		})
	}
	wg.Wait()
}

func init() {
	p := drive.Package("chat")
	p.Leak("lock", "Server_Topics", func() {
		s := &Server{rooms: make(map[string]*Room)}
		r := s.Open("a")
		often(func() { s.Topics() }, func() { r.Rename("b") })
	})
	p.Safe("Lobby_Free", func() {
		l := &Lobby{tables: make(map[*Table]bool)}
		t := &Table{lobby: l}
		together(func() { l.Free() }, t.Close, func() {
			l.mu.Lock()
			l.tables[t] = true
			l.mu.Unlock()
		})
	})
	p.Safe("Lobby_Reopen", func() {
		l := &Lobby{tables: make(map[*Table]bool)}
		t := &Table{lobby: l}
		l.tables[t] = true
		together(func() { l.Reopen(1) }, t.Close)
	})
	users := make(chan *User, 2)
	users <- Register("a")
	users <- Register("b")
	p.Alive("lock", "User_isOnline", "chat.note", "anything can reach the lock of a package", func() {
		u := <-users
		often(func() { Online() }, u.SignOut)
	})
	p.Leak("lock", "Feed_Publish", func() {
		f := &Feed{followers: make(map[*Follower]bool)}
		w := f.Follow()
		often(f.Publish, func() {
			w.Leave()
			f.mu.Lock()
			f.followers[w] = true
			f.mu.Unlock()
		})
	})
	p.Safe("Digest_Send", func() {
		d := &Digest{mails: make(map[*Mail]bool)}
		m := &Mail{digest: d}
		d.mails[m] = true
		together(d.Send, m.Withdraw)
	})
	p.Leak("lock", "Pool_Reap", func() {
		pool := &Pool{sessions: make(map[*Session]bool)}
		s := &Session{pool: pool}
		pool.sessions[s] = true
		often(pool.Reap, func() {
			s.Close()
			pool.mu.Lock()
			pool.sessions[s] = true
			pool.mu.Unlock()
		})
	})
	p.Safe("Bench_Rest", func() {
		b := &Bench{players: make(map[*Player]bool)}
		player := &Player{bench: b}
		b.players[player] = true
		together(b.Rest, func() {
			player.Leave()
			b.mu.Lock()
			b.players[player] = true
			b.mu.Unlock()
		})
	})
	p.Safe("Swarm_Tell", func() {
		s := &Swarm{drones: make(map[*Drone]bool)}
		d := &Drone{swarm: s}
		s.drones[d] = true
		together(func() { s.Tell("go").Wait() }, d.Land)
	})
	p.Leak("lock", "Board_Texts", func() {
		b := &Board{posts: make(map[*Post]bool)}
		post := b.Add("a")
		often(func() { b.Texts() }, func() {
			post.Expire()
			b.mu.Lock()
			b.posts[post] = true
			b.mu.Unlock()
		})
	})
	p.Leak("lock", "Counters", func() {
		mux := http.NewServeMux()
		Counters(mux)
		get := func(path string) func() {
			r := httptest.NewRequest(http.MethodGet, path, nil)
			return func() { mux.ServeHTTP(nil, r) }
		}
		often(get("/hit"), get("/miss"))
	})
	p.Safe("Scores_Rise", func() {
		s := &Scores{games: []int{3, 1, 2}}
		together(s.Rise, s.Fall)
	})
}
