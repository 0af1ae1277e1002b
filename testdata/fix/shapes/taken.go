package shapes

import "net/http"

// Mail is what waits to be fetched.
type Mail struct {
	box map[string]string
}

// NewMail returns none.
func NewMail() *Mail { return &Mail{box: make(map[string]string)} }

// Put leaves something.
func (m *Mail) Put(w http.ResponseWriter, r *http.Request) {
	m.box[r.URL.Path] = "mail"
}

// Fetch takes it.
func (m *Mail) Fetch(w http.ResponseWriter, r *http.Request) {
	if letter, ok := m.box[r.URL.Path]; ok {
		delete(m.box, r.URL.Path)
		w.Write([]byte(letter))
	}
}

// Burn destroys it.
func (m *Mail) Burn(w http.ResponseWriter, r *http.Request) {
	letter, ok := m.box[r.URL.Path]
	if !ok {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	delete(m.box, r.URL.Path)
	w.Write([]byte(letter))
}
