// Package sanitisers shows what bounds a value that a client chooses.
package sanitisers

import (
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/prometheus/client_golang/prometheus"
)

var requests = prometheus.NewCounterVec(prometheus.CounterOpts{Name: "requests_total"}, []string{"what"})

func ifChain(r *http.Request) {
	method := r.Method
	if method != "GET" && method != "POST" && method != "PUT" {
		method = "other"
	}
	requests.WithLabelValues(method).Inc() // ok: three and other
}

func switchOfCases(host string) string {
	switch {
	case host == "shop.example" || host == "www.shop.example":
		return host
	case strings.HasSuffix(host, ".shop.example"):
		return "tenant"
	}
	return "other"
}

func hosts(r *http.Request) {
	requests.WithLabelValues(switchOfCases(r.Host)).Inc() // ok: two, tenant and other
}

var formats = map[string]string{"application/json": "json", "text/html": "html"}

func byTable(r *http.Request) {
	requests.WithLabelValues(formats[r.Header.Get("Accept")]).Inc() // ok: values of a table
}

var tenants = map[string]struct{}{"acme": {}, "globex": {}}

func byMembership(w http.ResponseWriter, r *http.Request) {
	tenant := r.Header.Get("X-Tenant")
	if _, ok := tenants[tenant]; !ok {
		http.Error(w, "no such tenant", http.StatusNotFound)
		return
	}
	requests.WithLabelValues(tenant).Inc() // ok: keys of a table
}

func byList(r *http.Request) {
	lang := r.FormValue("lang")
	if !slices.Contains([]string{"de", "en", "fr"}, lang) {
		lang = "other"
	}
	requests.WithLabelValues(lang).Inc() // ok: three and other
}

type stage int

const (
	received stage = iota
	charged
	shipped
)

func (s stage) String() string {
	switch s {
	case received:
		return "received"
	case charged:
		return "charged"
	}
	return "shipped"
}

func byEnum(s stage) {
	requests.WithLabelValues(s.String()).Inc() // ok: three
}

func byTemplate(r *http.Request) {
	requests.WithLabelValues(r.Pattern).Inc() // ok: a route template
}

type capped struct {
	mu   sync.Mutex
	seen map[string]bool
}

const room = 200

func (c *capped) name(path string) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.seen[path] {
		return path
	}
	if len(c.seen) >= room {
		return "overflow"
	}
	c.seen[path] = true
	return path
}

func (c *capped) count(r *http.Request) {
	requests.WithLabelValues(c.name(r.URL.Path)).Inc() // ok: 200 and overflow
}

func byHand(r *http.Request) {
	//govlint:bounded 20 tenants are provisioned by hand
	requests.WithLabelValues(r.Header.Get("X-Tenant")).Inc() // ok: somebody says so
}

func classOf(err error) string {
	switch {
	case errors.Is(err, io.EOF):
		return "eof"
	case errors.Is(err, io.ErrUnexpectedEOF):
		return "short"
	}
	return "other"
}

var errClosed = errors.New("closed")

func byError(err error) {
	requests.WithLabelValues(classOf(err)).Inc()           // ok: three classes
	requests.WithLabelValues(errClosed.Error()).Inc()      // ok: an error that is made once
	requests.WithLabelValues(io.EOF.Error()).Inc()         // ok: the same, of another package
	requests.WithLabelValues(r2xx(len(err.Error()))).Inc() // ok: two classes
}

func r2xx(n int) string {
	if n < 300 {
		return "2xx"
	}
	return "other"
}
