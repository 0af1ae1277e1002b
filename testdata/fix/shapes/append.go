package shapes

import (
	"net/http"
	"slices"
)

// Log keeps lines by their level.
type Log struct {
	lines map[string][]string
}

// NewLog returns an empty one.
func NewLog() *Log { return &Log{lines: map[string][]string{}} }

// ServeHTTP takes a line.
func (l *Log) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	l.lines[q.Get("level")] = append(l.lines[q.Get("level")], q.Get("line"))
}

// Has reports whether the line was taken.
func (l *Log) Has(level, line string) bool {
	return slices.Contains(l.lines[level], line)
}

// Len is the number of lines of a level.
func (l *Log) Len(level string) int { return len(l.lines[level]) }
