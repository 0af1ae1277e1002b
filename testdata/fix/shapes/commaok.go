package shapes

import "net/http"

// Tokens are the users that are logged in.
type Tokens struct {
	users map[string]string
}

// NewTokens returns none.
func NewTokens() *Tokens { return &Tokens{users: make(map[string]string, 16)} }

func (t *Tokens) login(w http.ResponseWriter, r *http.Request) {
	t.users[r.URL.Query().Get("token")] = r.URL.Query().Get("user")
}

func (t *Tokens) logout(w http.ResponseWriter, r *http.Request) {
	delete(t.users, r.URL.Query().Get("token"))
}

func (t *Tokens) whoami(w http.ResponseWriter, r *http.Request) {
	if user, ok := t.users[r.URL.Query().Get("token")]; ok {
		w.Write([]byte(user))
		return
	}
	w.WriteHeader(http.StatusUnauthorized)
}

func (t *Tokens) known(w http.ResponseWriter, r *http.Request) {
	_, ok := t.users[r.URL.Query().Get("token")]
	if !ok {
		w.WriteHeader(http.StatusNotFound)
	}
}

// Routes serves all of it.
func (t *Tokens) Routes(mux *http.ServeMux) {
	mux.HandleFunc("/login", t.login)
	mux.HandleFunc("/logout", t.logout)
	mux.HandleFunc("/whoami", t.whoami)
	mux.HandleFunc("/known", t.known)
}
