// Package config holds settings that change while the service runs.
package config

import (
	"encoding/json"
	"maps"
	"os"
	"os/signal"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// defaults are what is not configured.
var defaults = map[string]string{
	"addr":    ":8080",
	"timeout": "5s",
}

// Default returns the value of a setting that was left out.
func Default(name string) string { return defaults[name] }

// Settings are read by requests and replaced by a reload.
type Settings struct {
	mu     sync.RWMutex
	values map[string]string
	parsed map[string]time.Duration
}

// Load reads the settings for the first time.
func Load(data []byte) (*Settings, error) {
	s := &Settings{parsed: make(map[string]time.Duration)}
	if err := json.Unmarshal(data, &s.values); err != nil {
		return nil, err
	}
	for name, value := range defaults {
		if _, ok := s.values[name]; !ok {
			s.values[name] = value
		}
	}
	return s, nil
}

// Get returns a setting.
func (s *Settings) Get(name string) string {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if v, ok := s.values[name]; ok {
		return v
	}
	return defaults[name]
}

// Duration returns a setting as a duration and keeps what was parsed.
func (s *Settings) Duration(name string) time.Duration {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if d, ok := s.parsed[name]; ok {
		return d
	}
	d, _ := time.ParseDuration(s.values[name])
	s.parsed[name] = d // want "rlock-write: map s.parsed"
	return d
}

// Reload replaces all settings.
func (s *Settings) Reload(data []byte) error {
	var next map[string]string
	if err := json.Unmarshal(data, &next); err != nil {
		return err
	}
	s.mu.Lock()
	s.values = next
	s.parsed = make(map[string]time.Duration)
	s.mu.Unlock()
	return nil
}

// Patch changes the settings that data names.
func (s *Settings) Patch(data []byte) error {
	return json.Unmarshal(data, &s.values) // want "inconsistent-guard: map s.values"
}

// Merge takes over the settings of another service.
func (s *Settings) Merge(other *Settings) {
	s.mu.Lock()
	defer s.mu.Unlock()
	maps.Copy(s.values, other.values) // want "inconsistent-guard: map other.values"
}

// MergeCopy takes over a copy of the settings of another service.
func (s *Settings) MergeCopy(other *Settings) {
	other.mu.RLock()
	theirs := maps.Clone(other.values)
	other.mu.RUnlock()
	s.mu.Lock()
	defer s.mu.Unlock()
	maps.Copy(s.values, theirs)
}

// ReloadOnSignal reloads at every SIGHUP until stop is closed.
func (s *Settings) ReloadOnSignal(path string, stop <-chan struct{}) {
	hup := make(chan os.Signal, 1)
	signal.Notify(hup, syscall.SIGHUP)
	go func() {
		defer signal.Stop(hup)
		for {
			select {
			case <-hup:
				if data, err := os.ReadFile(path); err == nil {
					_ = s.Reload(data)
				}
			case <-stop:
				return
			}
		}
	}()
}

// Flags are on or off for everyone.
type Flags struct {
	on atomic.Pointer[map[string]bool]
}

// Enabled tells whether a flag is on.
func (f *Flags) Enabled(name string) bool {
	if m := f.on.Load(); m != nil {
		return (*m)[name]
	}
	return false
}

// Replace publishes a new set of flags, which it copies.
func (f *Flags) Replace(names ...string) {
	m := make(map[string]bool, len(names))
	for _, name := range names {
		m[name] = true
	}
	f.on.Store(&m)
}

// Poll replaces the flags again and again until stop is closed.
func (f *Flags) Poll(fetch func() []string, stop <-chan struct{}) {
	for {
		select {
		case <-stop:
			return
		default:
			f.Replace(fetch()...)
		}
	}
}

// Overrides are set per host by whoever is on call.
type Overrides struct {
	values map[string]string
}

// Follow applies changes as they come and returns the overrides at once.
func Follow(changes <-chan [2]string) *Overrides {
	o := &Overrides{values: make(map[string]string)}
	go func() {
		for c := range changes {
			o.values[c[0]] = c[1] // want "unguarded: map o.values"
		}
	}()
	o.values["source"] = "follow"
	return o
}

// Collect applies changes and returns the overrides when there are no more.
func Collect(changes <-chan [2]string) *Overrides {
	o := &Overrides{values: make(map[string]string)}
	o.values["source"] = "collect"
	done := make(chan struct{})
	go func() {
		defer close(done)
		for c := range changes {
			o.values[c[0]] = c[1]
		}
	}()
	<-done
	o.values["complete"] = "yes"
	return o
}

// Routes are set up from a file and read by every request.
type Routes struct {
	mu     *sync.RWMutex
	byHost map[string]string
}

// Provision makes the routes ready; nobody has them before it returns.
func (r *Routes) Provision(hosts map[string]string) {
	r.mu = new(sync.RWMutex)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.byHost = make(map[string]string)
	for host, target := range hosts {
		r.byHost[host] = target
	}
}

// Target returns where a host's requests go.
func (r *Routes) Target(host string) string {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.byHost[host]
}

// Empty tells whether no host has a route.
func (r *Routes) Empty() bool { return len(r.byHost) == 0 }

// Secrets are made ready once and rotated from then on.
type Secrets struct {
	mu     *sync.RWMutex
	byName map[string]string
}

// Provision makes the secrets ready.
func (s *Secrets) Provision(names []string) {
	s.mu = new(sync.RWMutex)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.byName = make(map[string]string)
	for _, name := range names {
		s.byName[name] = "first"
	}
}

// Rotate draws new secrets until stop is closed.
func (s *Secrets) Rotate(every time.Duration, stop <-chan struct{}) {
	go func() {
		ticker := time.NewTicker(every)
		defer ticker.Stop()
		for {
			select {
			case <-ticker.C:
				s.mu.Lock()
				for name := range s.byName {
					s.byName[name] = "next"
				}
				s.mu.Unlock()
			case <-stop:
				return
			}
		}
	}()
}

// Names lists the secrets.
func (s *Secrets) Names() []string {
	var names []string
	for name := range s.byName { // want "inconsistent-guard: map s.byName"
		names = append(names, name)
	}
	return names
}
