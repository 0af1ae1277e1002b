package shapes

import "net/http"

// Pages renders each page once, or a few times at the start.
type Pages struct {
	render func(name string) (string, error)
	done   map[string]string
}

// NewPages returns none.
func NewPages(render func(string) (string, error)) *Pages {
	return &Pages{render: render, done: make(map[string]string)}
}

// ServeHTTP writes a page.
func (p *Pages) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	page, err := p.page(r.URL.Path)
	if err != nil {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	w.Write([]byte(page))
}

func (p *Pages) page(name string) (string, error) {
	if page, ok := p.done[name]; ok {
		return page, nil
	}
	page, err := p.render(name)
	if err != nil {
		return "", err
	}
	p.done[name] = page // for the next time
	return page, nil
}
