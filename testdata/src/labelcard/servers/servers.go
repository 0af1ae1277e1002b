// Package servers counts what comes in through frameworks of their own.
package servers

import (
	"strings"

	beego "github.com/beego/beego/v2/server/web/context"
	"github.com/cloudwego/hertz/pkg/app"
	sdk "github.com/cosmos/cosmos-sdk/types"
	iris "github.com/kataras/iris/v12/context"
	"github.com/miekg/dns"
	"github.com/prometheus/client_golang/prometheus"
)

var served = prometheus.NewCounterVec(prometheus.CounterOpts{Name: "served_total"}, []string{"what"})

func hertz(ctx *app.RequestContext) {
	served.WithLabelValues(string(ctx.Path())).Inc()   // want `unbounded: metric label what takes the request path`
	served.WithLabelValues(string(ctx.Method())).Inc() // want `unbounded: metric label what takes the request method`
	served.WithLabelValues(ctx.Param("id")).Inc()      // want `unbounded: metric label what takes the path parameter`
	served.WithLabelValues(ctx.FullPath()).Inc()       // ok: a route template
}

func bee(ctx *beego.Context) {
	served.WithLabelValues(ctx.Input.URL()).Inc()                            // want `unbounded: metric label what takes the request path`
	served.WithLabelValues(strings.ToUpper(ctx.Input.Method())).Inc()        // want `unbounded: metric label what takes the request method`
	served.WithLabelValues("tenant " + ctx.Input.Header("X-Scope-Id")).Inc() // want `unbounded: metric label what takes the request header`
	served.WithLabelValues(ctx.Input.Scheme()).Inc()                         // ok: http, https or ws
}

func rainbow(ctx *iris.Context) {
	served.WithLabelValues(ctx.Path()).Inc()                   // want `unbounded: metric label what takes the request path`
	served.WithLabelValues(ctx.Host()).Inc()                   // want `unbounded: metric label what takes the Host header`
	served.WithLabelValues(ctx.URLParam("q")).Inc()            // want `unbounded: metric label what takes the query parameter`
	served.WithLabelValues(ctx.RouteName()).Inc()              // ok: the name of a route
	served.WithLabelValues(ctx.GetCurrentRoute().Path()).Inc() // ok: a route template
}

var zones = map[string]bool{"example.org.": true}

func names(w dns.ResponseWriter, m *dns.Msg) {
	q := m.Question[0]
	served.WithLabelValues(q.Name).Inc()                    // want `unbounded: metric label what takes the name in a DNS query`
	served.WithLabelValues(w.RemoteAddr().String()).Inc()   // want `unbounded: metric label what takes the network address|unbounded: metric label what takes the client address`
	served.WithLabelValues(dns.TypeToString[q.Qtype]).Inc() // ok: a table
	if zones[q.Name] {
		served.WithLabelValues(q.Name).Inc() // ok: one of the zones
	}
}

func sent(from sdk.AccAddress) {
	served.WithLabelValues(from.String()).Inc() // want `unbounded: metric label what takes the address of an account`
}
