package shapes

import (
	"net/http"
	"strconv"
)

type span struct {
	low, high int
}

// Peaks are the highest values.
type Peaks struct {
	high  map[string]int
	spans map[string]span
	left  map[string]int
}

// NewPeaks returns none.
func NewPeaks() *Peaks {
	return &Peaks{high: make(map[string]int), spans: make(map[string]span), left: make(map[string]int)}
}

// ServeHTTP takes a value.
func (p *Peaks) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name := r.URL.Path
	n, _ := strconv.Atoi(r.URL.Query().Get("n"))
	if n > p.high[name] { // a new peak
		p.high[name] = n
	}
	s := p.spans[name]
	s.low = min(s.low, n)
	s.high = max(s.high, n)
	p.spans[name] = s
	p.left[name] = p.left[name]/2 + n
	if old, ok := p.left["last"]; !ok || old < n {
		p.left["last"] = n
	} else {
		p.left["last"]++
	}
}

// High is the peak.
func (p *Peaks) High(name string) int { return p.high[name] }

// Width is the width of the span.
func (p *Peaks) Width(name string) int {
	return p.spans[name].high - p.spans[name].low
}
