package shapes

import "net/http"

// Tally adds up what clients report.
type Tally struct {
	events map[string]int
	bytes  map[string]int64 // by client
}

// NewTally returns an empty one.
func NewTally() *Tally {
	return &Tally{events: make(map[string]int), bytes: make(map[string]int64)}
}

// ServeHTTP counts a request.
func (t *Tally) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	client := r.URL.Query().Get("client")
	t.events[client]++
	t.events["all"] += 2
	t.events["left"]--
}

// Of is what the client has asked for.
func (t *Tally) Of(client string) int { return t.events[client] }
