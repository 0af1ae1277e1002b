package copies

import "sync"

// Board tells who watches it of every change.
type Board struct {
	mu     sync.Mutex
	scores map[string]int
	out    chan map[string]int
}

// NewBoard returns a board with room for that many reports.
func NewBoard(reports int) *Board {
	return &Board{scores: make(map[string]int), out: make(chan map[string]int, reports)}
}

// Score adds a point.
func (b *Board) Score(team string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.scores[team]++
	b.out <- b.scores
}

// Reports are the scores after each point.
func (b *Board) Reports() <-chan map[string]int { return b.out }
