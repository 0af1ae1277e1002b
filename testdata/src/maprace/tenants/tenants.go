// Package tenants keeps the quotas and members of each tenant.
package tenants

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"sync"
)

// Tenant is one customer.
type Tenant struct {
	mu      sync.RWMutex
	name    string
	members map[string]bool
	quota   map[string]int
}

// NewTenant returns a tenant with its owner as the only member.
func NewTenant(name, owner string) *Tenant {
	t := &Tenant{name: name}
	t.members = map[string]bool{}
	t.quota = map[string]int{}
	t.members[owner] = true
	t.setDefaults()
	return t
}

func (t *Tenant) setDefaults() {
	for _, kind := range []string{"cpu", "disk"} {
		t.quota[kind] = 10
	}
}

// Invite adds a member.
func (t *Tenant) Invite(user string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.members[user] = true
}

// Has tells whether a user is a member.
func (t *Tenant) Has(user string) bool {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.members[user]
}

// Use takes from a quota.
func (t *Tenant) Use(kind string, n int) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.quota[kind] < n {
		return errors.New(t.name + ": no " + kind + " left")
	}
	t.quota[kind] -= n
	return nil
}

// Grant adds to the quotas.
func (t *Tenant) Grant(kinds ...string) {
	t.mu.Lock()
	for _, kind := range kinds {
		t.quota[kind]++
	}
	t.mu.Unlock()
}

// View is what is shown of a tenant.
type View struct {
	Name    string
	Members map[string]bool
	Quota   map[string]int
}

// View returns what is shown.
func (t *Tenant) View() View {
	t.mu.RLock()
	defer t.mu.RUnlock()
	v := View{Name: t.name, Members: make(map[string]bool, len(t.members)), Quota: make(map[string]int)}
	for user := range t.members {
		v.Members[user] = true
	}
	for kind, n := range t.quota {
		v.Quota[kind] = n
	}
	return v
}

// Share returns what is shown, with the members as they stand.
func (t *Tenant) Share() View {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return View{Name: t.name, Members: t.members} // want "leaked-ref: map t.members"
}

// Limits are the settings that apply to all tenants.
type Limits struct {
	mu   sync.Mutex
	caps limits
}

type limits struct {
	max  map[string]int
	soft bool
}

// NewLimits returns limits.
func NewLimits(max map[string]int) *Limits {
	l := &Limits{}
	l.caps.max = make(map[string]int, len(max))
	for kind, n := range max {
		l.caps.max[kind] = n
	}
	return l
}

// Set sets a limit.
func (l *Limits) Set(kind string, n int) {
	l.mu.Lock()
	l.caps.max[kind] = n
	l.mu.Unlock()
}

// Soft tells whether the limits may be exceeded.
func (l *Limits) Soft() bool {
	l.mu.Lock()
	caps := l.caps
	l.mu.Unlock()
	return caps.soft
}

// Exceeded tells which limits the use exceeds.
func (l *Limits) Exceeded(use map[string]int) []string {
	l.mu.Lock()
	caps := l.caps
	l.mu.Unlock()
	var kinds []string
	for kind, n := range use {
		if n > caps.max[kind] { // want "inconsistent-guard: map caps.max"
			kinds = append(kinds, kind)
		}
	}
	return kinds
}

// ExceededNow is Exceeded on a consistent view.
func (l *Limits) ExceededNow(use map[string]int) []string {
	l.mu.Lock()
	caps := l.caps
	caps.max = make(map[string]int, len(l.caps.max))
	for kind, n := range l.caps.max {
		caps.max[kind] = n
	}
	l.mu.Unlock()
	var kinds []string
	for kind, n := range use {
		if n > caps.max[kind] {
			kinds = append(kinds, kind)
		}
	}
	return kinds
}

// Directory finds tenants by name and by domain; each map has its lock.
type Directory struct {
	nameMu   sync.Mutex
	byName   map[string]*Tenant
	domainMu sync.Mutex
	byDomain map[string]string
}

// NewDirectory returns an empty directory.
func NewDirectory() *Directory {
	return &Directory{byName: make(map[string]*Tenant), byDomain: make(map[string]string)}
}

// Add adds a tenant with its domains.
func (d *Directory) Add(t *Tenant, domains ...string) {
	d.nameMu.Lock()
	d.byName[t.name] = t
	d.nameMu.Unlock()
	d.domainMu.Lock()
	defer d.domainMu.Unlock()
	for _, domain := range domains {
		d.byDomain[strings.ToLower(domain)] = t.name
	}
}

// Find finds a tenant by domain.
func (d *Directory) Find(domain string) *Tenant {
	d.domainMu.Lock()
	name := d.byDomain[domain]
	d.domainMu.Unlock()
	d.nameMu.Lock()
	defer d.nameMu.Unlock()
	return d.byName[name]
}

// Point makes a domain lead to another tenant.
func (d *Directory) Point(domain, name string) {
	d.nameMu.Lock()
	defer d.nameMu.Unlock()
	if _, ok := d.byName[name]; ok {
		d.byDomain[domain] = name // want "inconsistent-guard: map d.byDomain"
	}
}

// Drop removes a tenant and its domains.
func (d *Directory) Drop(name string) {
	d.nameMu.Lock()
	delete(d.byName, name)
	d.nameMu.Unlock()
	d.domainMu.Lock()
	for domain, owner := range d.byDomain {
		if owner == name {
			delete(d.byDomain, domain)
		}
	}
	d.domainMu.Unlock()
}

// Members is the handler that lists a tenant's members.
func (d *Directory) Members(w http.ResponseWriter, r *http.Request) {
	t := d.Find(r.Host)
	if t == nil {
		http.NotFound(w, r)
		return
	}
	for user := range t.members { // want "inconsistent-guard: map t.members"
		_, _ = w.Write([]byte(user + "\n"))
	}
}

// Quota is the handler that shows a tenant's quotas.
func (d *Directory) Quota(w http.ResponseWriter, r *http.Request) {
	t := d.Find(r.Host)
	if t == nil {
		http.NotFound(w, r)
		return
	}
	t.mu.RLock()
	data, err := json.Marshal(t.quota)
	t.mu.RUnlock()
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	_, _ = w.Write(data)
}

// quotaLeft returns what is left. The caller must hold t.mu.
func (t *Tenant) quotaLeft(kind string) int { return t.quota[kind] }

// Enough tells whether there is enough of all kinds.
func (t *Tenant) Enough(n int, kinds ...string) bool {
	t.mu.RLock()
	defer t.mu.RUnlock()
	for _, kind := range kinds {
		if t.quotaLeft(kind) < n {
			return false
		}
	}
	return true
}

// Spare returns the kind of which most is left.
func (t *Tenant) Spare(a, b string) string {
	if t.quotaLeft(a) > t.quotaLeft(b) { // want "inconsistent-guard: map t.quota"
		return a
	}
	return b
}

// Audit has a tenant's members in its own hands.
type Audit struct {
	Seen map[string]bool
}

// Attach lets an audit see the members.
func (t *Tenant) Attach(a *Audit) {
	t.mu.Lock()
	a.Seen = t.members // want "leaked-ref: map t.members"
	t.mu.Unlock()
}
