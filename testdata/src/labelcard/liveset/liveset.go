// Package liveset measures the sessions of a gateway, whose series go with them.
package liveset

import (
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
)

var (
	active = prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "active_streams"}, []string{"client"})
	seen   = prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "seen_clients"}, []string{"client"})
	age    = prometheus.NewDesc("session_age_seconds", "Age of a session.", []string{"client"}, nil)
)

func opened(r *http.Request) {
	active.WithLabelValues(r.RemoteAddr).Inc() // want `live: metric label client takes the client address, which has no bound, but series of this metric are deleted at liveset.go:2[0-9]`
	seen.WithLabelValues(r.RemoteAddr).Inc()   // want `unbounded: metric label client takes the client address`
}

func closed(r *http.Request) {
	active.DeleteLabelValues(r.RemoteAddr)
}

type gateway struct {
	open, refused *prometheus.GaugeVec
	sessions      map[string]*session
}

type session struct {
	client string
	age    float64
}

func (g *gateway) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	g.sessions[r.RemoteAddr] = &session{client: r.RemoteAddr}
	g.open.With(prometheus.Labels{"client": r.RemoteAddr}).Inc() // want `live: metric label client takes the client address, .* deleted at liveset.go:4[0-9]`
	g.refused.WithLabelValues(r.RemoteAddr).Inc()                // want `unbounded: metric label number 1 takes the client address`
}

func (g *gateway) forget(client string) {
	delete(g.sessions, client)
	g.open.DeleteLabelValues(client)
}

// Collect makes the series of this moment's sessions only.
func (g *gateway) Collect(out chan<- prometheus.Metric) {
	for _, s := range g.sessions {
		out <- prometheus.MustNewConstMetric(age, prometheus.GaugeValue, s.age, s.client) // want `live: metric label client takes the client address, .* anew for each scrape`
	}
}

// tally is somebody's vector, with the methods of Prometheus'.
type tally interface {
	WithLabelValues(values ...string) prometheus.Gauge
	DeleteLabelValues(values ...string) bool
}

type desk struct{ visits tally }

func (d *desk) enter(r *http.Request) {
	d.visits.WithLabelValues(r.RemoteAddr).Inc() // want `live: metric label number 1 takes the client address`
}

func (d *desk) leave(r *http.Request) {
	d.visits.DeleteLabelValues(r.RemoteAddr)
}
