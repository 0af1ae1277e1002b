package shapes

import "net/http"

// Visits makes its map when it needs it.
type Visits struct {
	pages map[string]int
}

// ServeHTTP counts a visit.
func (v *Visits) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if v.pages == nil {
		v.pages = make(map[string]int)
	}
	v.pages[r.URL.Path]++
}

// Reset forgets them.
func (v *Visits) Reset() { v.pages = make(map[string]int) }

// Empty reports whether there were none.
func (v *Visits) Empty() bool { return len(v.pages) == 0 }

// Of is the number of visits to a page.
func (v *Visits) Of(page string) int { return v.pages[page] }
