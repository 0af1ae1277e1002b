package chat

import (
	"net/http"
	"slices"
	"sync"
)

// A dropper drops posts.
type dropper interface{ drop(p *Post) }

// Board is the one dropper.
type Board struct {
	mu    sync.Mutex
	posts map[*Post]bool
}

// Post is on a board.
type Post struct {
	mu   sync.Mutex
	on   dropper
	text string
}

// Add adds a post.
func (b *Board) Add(text string) *Post {
	p := &Post{on: b, text: text}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.posts[p] = true
	return p
}

// Texts locks each post with the board locked.
func (b *Board) Texts() (all []string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for p := range b.posts {
		p.mu.Lock() // want "Board.Texts can block for ever taking the lock Post.mu with Board.mu held"
		all = append(all, p.text)
		p.mu.Unlock()
	}
	return all
}

// Expire drops the post with itself locked.
func (p *Post) Expire() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.text = ""
	p.on.drop(p)
}

func (b *Board) drop(p *Post) {
	b.mu.Lock() // also
	defer b.mu.Unlock()
	delete(b.posts, p)
}

// Counters serves two pages that share two locks.
func Counters(mux *http.ServeMux) {
	var hitMu, missMu sync.Mutex
	hits, misses := 0, 0
	mux.HandleFunc("/hit", func(http.ResponseWriter, *http.Request) {
		hitMu.Lock()
		defer hitMu.Unlock()
		missMu.Lock() // want "a function literal in Counters can block for ever taking the lock missMu with hitMu held"
		defer missMu.Unlock()
		hits, misses = hits+1, misses-1
	})
	mux.HandleFunc("/miss", func(http.ResponseWriter, *http.Request) {
		missMu.Lock()
		defer missMu.Unlock()
		hitMu.Lock() // also
		defer hitMu.Unlock()
		hits, misses = hits-1, misses+1
	})
}

// Scores sorts with its lock held, and what compares takes two more.
type Scores struct {
	mu             sync.Mutex
	homeMu, awayMu sync.Mutex
	games          []int
	n              int
}

// Rise sorts one way.
func (s *Scores) Rise() {
	s.mu.Lock()
	defer s.mu.Unlock()
	slices.SortFunc(s.games, func(a, b int) int {
		s.homeMu.Lock()
		defer s.homeMu.Unlock()
		s.awayMu.Lock()
		defer s.awayMu.Unlock()
		s.n++
		return a - b
	})
}

// Fall sorts the other way.
func (s *Scores) Fall() {
	s.mu.Lock()
	defer s.mu.Unlock()
	slices.SortFunc(s.games, func(a, b int) int {
		s.awayMu.Lock()
		defer s.awayMu.Unlock()
		s.homeMu.Lock()
		defer s.homeMu.Unlock()
		s.n++
		return b - a
	})
}
