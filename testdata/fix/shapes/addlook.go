package shapes

import (
	"net/http"
	"strconv"
)

// Tickets gives out numbers.
type Tickets struct {
	next map[string]int
}

// NewTickets returns a dispenser.
func NewTickets() *Tickets { return &Tickets{next: make(map[string]int)} }

// ServeHTTP gives out a number of a kind.
func (t *Tickets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Write([]byte(strconv.Itoa(t.number(r.URL.Path))))
}

func (t *Tickets) number(kind string) int {
	t.next[kind]++
	return t.next[kind]
}
