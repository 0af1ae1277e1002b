package shapes

import (
	"maps"
	"net/http"
	"slices"
)

// Labels are what things are marked with.
type Labels struct {
	values map[string]string
}

// NewLabels returns those given.
func NewLabels(base map[string]string) *Labels {
	l := &Labels{values: make(map[string]string)}
	maps.Copy(l.values, base)
	return l
}

// ServeHTTP sets a label.
func (l *Labels) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	l.values[r.URL.Query().Get("name")] = r.URL.Query().Get("value")
}

// Names are the names, sorted.
func (l *Labels) Names() []string { return slices.Sorted(maps.Keys(l.values)) }

// Values are the values, sorted.
func (l *Labels) Values() []string { return slices.Sorted(maps.Values(l.values)) }

// All is a copy.
func (l *Labels) All() map[string]string { return maps.Clone(l.values) }

// Into adds them to others.
func (l *Labels) Into(others map[string]string) { maps.Copy(others, l.values) }
