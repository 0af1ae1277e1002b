package shapes

import "net/http"

type level int

const (
	debug level = iota
	info
	failure
)

// Levels counts by level.
type Levels struct {
	n     map[level]int
	codes map[uint8]int64
}

// NewLevels returns zeros.
func NewLevels() *Levels {
	return &Levels{n: make(map[level]int), codes: make(map[uint8]int64)}
}

// ServeHTTP counts a request.
func (l *Levels) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/bad" {
		l.n[failure]++
		l.codes[r.URL.Path[1]] += 2
		return
	}
	l.n[info] += 1
	l.n[debug] += len(r.URL.Path)
	l.codes['x']--
}

// Counts are the numbers of all levels.
func (l *Levels) Counts() [3]int { return [3]int{l.n[debug], l.n[info], l.n[failure]} }

// Code is the count of a code.
func (l *Levels) Code(c uint8) int64 { return l.codes[c] }
