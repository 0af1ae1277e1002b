package shapes

import "net/http"

// Scores are the points of players.
type Scores struct {
	points map[string]int
}

// NewScores gives some to everybody.
func NewScores(players []string) *Scores {
	s := &Scores{points: make(map[string]int)}
	for _, p := range players {
		add(s.points, p, 1)
	}
	return s
}

// ServeHTTP gives a player a point.
func (s *Scores) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	add(s.points, r.URL.Query().Get("player"), 1)
}

// Best is the player with the most points.
func (s *Scores) Best() (string, int) {
	points := s.points
	return best(points)
}

func add(to map[string]int, player string, n int) {
	to[player] += n
}

func best(of map[string]int) (who string, most int) {
	for player, n := range of {
		if n > most {
			who, most = player, n
		}
	}
	return who, most
}
