// Package constructed counts by what its objects were made with.
package constructed

import (
	"net"
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
)

var (
	jobs  = prometheus.NewCounterVec(prometheus.CounterOpts{Name: "jobs_total"}, []string{"queue"})
	bytes = prometheus.NewCounterVec(prometheus.CounterOpts{Name: "bytes_total"}, []string{"client"})
)

// A Worker works on the jobs of a queue.
type Worker struct{ queue string }

// NewWorker makes a worker.
func NewWorker(queue string) *Worker { return &Worker{queue: queue} } // want NewWorker:"reaches labels"

func (w *Worker) run() { jobs.WithLabelValues(w.queue).Inc() }

func start() {
	NewWorker("mail").run()
	NewWorker("bills").run()
}

func adHoc(w http.ResponseWriter, r *http.Request) {
	NewWorker(r.FormValue("queue")).run() // want `unbounded: metric label queue takes the form value`
}

type session struct {
	client string
	kind   string
}

func newSession(client, kind string) *session {
	s := &session{client: client}
	s.kind = kind
	return s
}

func (s *session) read(n int) {
	bytes.WithLabelValues(s.client).Add(float64(n))
	bytes.WithLabelValues(s.kind).Add(float64(n)) // ok: two kinds
}

func accept(conn net.Conn) {
	newSession(conn.RemoteAddr().String(), "tcp").read(1) // want `unbounded: metric label client takes the network address`
	newSession("loopback", "local").read(1)               // ok: one
}

// known lets only clients pass that somebody set up.
func known(client string) string {
	switch client {
	case "backup", "monitoring":
		return client
	}
	return "other"
}

func acceptKnown(r *http.Request) {
	newSession(known(r.Header.Get("X-Client")), "http").read(1) // ok: three
}
