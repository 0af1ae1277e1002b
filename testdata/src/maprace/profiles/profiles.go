// Package profiles keeps what is known of users, much of it shared.
package profiles

import (
	"fmt"
	"maps"
	"net/http"
	"sync"
	"sync/atomic"
)

// base are the preferences of those who chose none.
var base = map[string]string{"lang": "en", "theme": "light"}

// Preferences returns preferences that the caller may change.
func Preferences(chosen map[string]string) map[string]string {
	own := maps.Clone(base)
	maps.Copy(own, chosen)
	return own
}

// Profile is one user.
type Profile struct {
	Name  string
	Prefs map[string]string
}

// Profiles keeps a profile a user.
type Profiles struct {
	byID sync.Map // string to *Profile
	warm atomic.Pointer[Profile]
}

// Add adds a user.
func (p *Profiles) Add(id, name string) *Profile {
	pr := &Profile{Name: name, Prefs: make(map[string]string)}
	for k, v := range base {
		pr.Prefs[k] = v
	}
	actual, _ := p.byID.LoadOrStore(id, pr)
	return actual.(*Profile)
}

// Pref returns one preference.
func (p *Profiles) Pref(id, key string) string {
	v, ok := p.byID.Load(id)
	if !ok {
		return base[key]
	}
	return v.(*Profile).Prefs[key]
}

// SetPref is the handler that sets a preference.
func (p *Profiles) SetPref(w http.ResponseWriter, r *http.Request) {
	v, ok := p.byID.Load(r.FormValue("id"))
	if !ok {
		http.NotFound(w, r)
		return
	}
	pr := v.(*Profile)
	pr.Prefs[r.FormValue("key")] = r.FormValue("value") // want "unguarded: map pr.Prefs"
}

// ReplacePref is the handler that sets a preference in a new profile.
func (p *Profiles) ReplacePref(w http.ResponseWriter, r *http.Request) {
	id := r.FormValue("id")
	for {
		v, ok := p.byID.Load(id)
		if !ok {
			http.NotFound(w, r)
			return
		}
		old := v.(*Profile)
		next := &Profile{Name: old.Name, Prefs: maps.Clone(old.Prefs)}
		next.Prefs[r.FormValue("key")] = r.FormValue("value")
		if p.byID.CompareAndSwap(id, old, next) {
			return
		}
	}
}

// Warm keeps the profile that is asked for most.
func (p *Profiles) Warm(pr *Profile) { p.warm.Store(pr) }

// Greeting is the handler that greets the warm profile.
func (p *Profiles) Greeting(w http.ResponseWriter, _ *http.Request) {
	pr := p.warm.Load()
	if pr == nil {
		return
	}
	fmt.Fprintln(w, "hello", pr.Prefs["title"], pr.Name)
}

// Title is the handler that gives the warm profile a title.
func (p *Profiles) Title(w http.ResponseWriter, r *http.Request) {
	pr := p.warm.Load()
	if pr == nil {
		return
	}
	pr.Prefs["title"] = r.FormValue("title") // want "unguarded: map pr.Prefs"
}

// Guest is the handler that shows a guest's preferences.
func Guest(w http.ResponseWriter, r *http.Request) {
	prefs := base
	prefs["lang"] = r.Header.Get("Accept-Language") // want "unguarded: map (prefs|base)"
	fmt.Fprintln(w, prefs)
}

// GuestOwn is the handler that shows a guest's preferences, from a copy.
func GuestOwn(w http.ResponseWriter, r *http.Request) {
	prefs := Preferences(nil)
	prefs["lang"] = r.Header.Get("Accept-Language")
	fmt.Fprintln(w, prefs)
}

// Badges are given by admins and shown to all.
type Badges struct {
	mu    sync.RWMutex
	given map[string][]string
	all   map[string]bool
}

// NewBadges returns badges of the kinds.
func NewBadges(kinds ...string) *Badges {
	b := &Badges{given: make(map[string][]string), all: make(map[string]bool)}
	for _, k := range kinds {
		b.all[k] = true
	}
	return b
}

// Give gives a badge.
func (b *Badges) Give(user, kind string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.all[kind] {
		return false
	}
	b.given[user] = append(b.given[user], kind)
	return true
}

// Of returns a user's badges.
func (b *Badges) Of(user string) []string {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return b.given[user]
}

// Clone returns badges of its own.
func (b *Badges) Clone() *Badges {
	b.mu.RLock()
	defer b.mu.RUnlock()
	c := NewBadges()
	for user, kinds := range b.given {
		c.given[user] = kinds
	}
	for kind := range b.all {
		c.all[kind] = true
	}
	return c
}

// Fork returns badges that start where these are.
func (b *Badges) Fork() *Badges {
	b.mu.RLock()
	defer b.mu.RUnlock()
	c := NewBadges()
	c.all = b.all // want "leaked-ref: map b.all"
	return c
}

// Allow makes a kind of badge known.
func (b *Badges) Allow(kind string) {
	b.mu.Lock()
	b.all[kind] = true
	b.mu.Unlock()
}

// state is what Board shows.
type state struct {
	scores map[string]int
	round  int
}

// Board is a score board.
type Board struct {
	mu sync.Mutex
	st state
}

// Score adds to a score.
func (b *Board) Score(name string, n int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.st.scores == nil {
		b.st.scores = make(map[string]int)
	}
	b.st.scores[name] += n
}

// NextRound starts the next round with the scores at zero.
func (b *Board) NextRound() state {
	b.mu.Lock()
	defer b.mu.Unlock()
	old := b.st
	b.st = state{scores: make(map[string]int), round: old.round + 1}
	return old
}

// String returns the board as text.
func (b *Board) String() string {
	b.mu.Lock()
	st := &b.st
	b.mu.Unlock()
	return fmt.Sprint(st.round, st.scores) // want "inconsistent-guard: map st.scores"
}

// Leader returns who leads.
func (b *Board) Leader() (leader string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	st := &b.st
	for name, n := range st.scores {
		if n > st.scores[leader] {
			leader = name
		}
	}
	return leader
}
