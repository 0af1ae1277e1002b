// Package passthrough shows what looks like a bound and is none.
package passthrough

import (
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/prometheus/client_golang/prometheus"
)

var requests = prometheus.NewCounterVec(prometheus.CounterOpts{Name: "requests_total"}, []string{"what"})

func twoSegments(path string) string {
	at := 0
	for range 3 {
		next := strings.IndexByte(path[at:], '/')
		if next < 0 {
			return path
		}
		at += next + 1
	}
	return path[:at-1]
}

func truncated(r *http.Request) {
	requests.WithLabelValues(twoSegments(r.URL.Path)).Inc() // want `unbounded: metric label what takes the request URL`
}

func browser(agent string) string {
	switch {
	case strings.Contains(agent, "Firefox"):
		return "firefox"
	case strings.Contains(agent, "Chrome"):
		return "chrome"
	default:
		return strings.ToLower(agent)
	}
}

func cleaned(r *http.Request) {
	requests.WithLabelValues(browser(r.UserAgent())).Inc() // want `unbounded: metric label what takes the User-Agent header`
}

func printable(r *http.Request) string {
	if !utf8.ValidString(r.Method) {
		return "invalid"
	}
	return r.Method
}

func validated(r *http.Request) {
	requests.WithLabelValues(printable(r)).Inc() // want `unbounded: metric label what takes the request method`
}

func prefixed(r *http.Request) {
	if strings.HasPrefix(r.URL.Path, "/api/") {
		requests.WithLabelValues(r.URL.Path).Inc() // want `unbounded: metric label what takes the request URL`
	}
}

func nonEmpty(r *http.Request) {
	if tenant := r.Header.Get("X-Tenant"); tenant != "" {
		requests.WithLabelValues(tenant).Inc() // want `unbounded: metric label what takes the request header`
	}
}

type visitors struct{ seen map[string]bool }

func (v *visitors) count(r *http.Request) {
	if !v.seen[r.RemoteAddr] {
		v.seen[r.RemoteAddr] = true
	}
	requests.WithLabelValues(r.RemoteAddr).Inc() // want `unbounded: metric label what takes the client address`
}

func addresses(conn net.Conn, listener net.Listener, addr netip.Addr) {
	requests.WithLabelValues(conn.RemoteAddr().String()).Inc() // want `unbounded: metric label what takes the network address`
	requests.WithLabelValues(addr.String()).Inc()              // want `unbounded: metric label what takes the network address`
	requests.WithLabelValues(listener.Addr().String()).Inc()   // ok: one for the process
}

func times(start time.Time, every time.Duration) {
	requests.WithLabelValues(time.Now().Format(time.RFC3339)).Inc() // want `unbounded: metric label what takes the time`
	requests.WithLabelValues(time.Since(start).String()).Inc()      // want `unbounded: metric label what takes the duration`
	requests.WithLabelValues(every.String()).Inc()                  // ok: who knows, a setting
}

func chance(job *visitors) {
	requests.WithLabelValues(fmt.Sprint(rand.IntN(1000))).Inc() // want `unbounded: metric label what takes the random number`
	requests.WithLabelValues(fmt.Sprintf("%p", job)).Inc()      // want `unbounded: metric label what takes the address in memory`
}

var (
	routes  = map[string]string{}
	reasons = map[string]string{"timeout": "slow"}
)

func learn(r *http.Request) { routes[r.URL.Path] = r.URL.Path }

func reason(r *http.Request) string {
	if known, ok := reasons[r.Form.Get("reason")]; ok {
		return known
	}
	return r.Form.Get("reason")
}

func defaulted(r *http.Request) {
	requests.WithLabelValues(reason(r)).Inc() // want `unbounded: metric label what takes the form value`
}
