package handlers

import "net/http"

// Scores adds up what players win.
type Scores struct {
	points map[string]int
}

// NewScores returns an empty one.
func NewScores() *Scores { return &Scores{points: make(map[string]int)} }

func pointsOf(points map[string]int, player string) int {
	if n, ok := points[player]; ok {
		return n
	}
	return 100 // to begin with
}

// ServeHTTP adds what is won to what the player has.
func (s *Scores) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.points[r.URL.Path] = pointsOf(s.points, r.URL.Path) + 1
}

// Total is what a player has.
func (s *Scores) Total(player string) int {
	return s.points[player]
}
