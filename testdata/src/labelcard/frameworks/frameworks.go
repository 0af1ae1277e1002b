// Package frameworks counts what comes in by other ways than net/http.
package frameworks

import (
	"bytes"
	"context"
	"crypto/tls"

	"connectrpc.com/connect"
	"github.com/emicklei/go-restful/v3"
	"github.com/julienschmidt/httprouter"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/valyala/fasthttp"
	"google.golang.org/grpc"
)

var requests = prometheus.NewCounterVec(prometheus.CounterOpts{Name: "requests_total"}, []string{"what"})

func fast(ctx *fasthttp.RequestCtx) {
	requests.WithLabelValues(string(ctx.Path())).Inc()                        // want `unbounded: metric label what takes the request path`
	requests.WithLabelValues(string(ctx.URI().Path())).Inc()                  // want `unbounded: metric label what takes the request URI`
	requests.WithLabelValues(string(ctx.Request.Header.Peek("Tenant"))).Inc() // want `unbounded: metric label what takes the request header`
	requests.WithLabelValues(string(ctx.QueryArgs().Peek("q"))).Inc()         // want `unbounded: metric label what takes the query parameter`
	requests.WithLabelValues(ctx.RemoteAddr().String()).Inc()                 // want `unbounded: metric label what takes the network address`
}

func fastMethod(ctx *fasthttp.RequestCtx) string {
	switch {
	case ctx.IsGet():
		return "GET"
	case bytes.Equal(ctx.Method(), []byte("POST")):
		return "POST"
	}
	return "other"
}

func fastCounted(ctx *fasthttp.RequestCtx) {
	requests.WithLabelValues(fastMethod(ctx)).Inc() // ok: three constants
}

func routed(ps httprouter.Params) {
	requests.WithLabelValues(ps.ByName("user")).Inc() // want `unbounded: metric label what takes the path parameter`
}

func handled(path string, params httprouter.Params) {
	for _, p := range params {
		requests.WithLabelValues(p.Value).Inc() // want `unbounded: metric label what takes the path parameter`
	}
	requests.WithLabelValues(path).Inc() // ok: the callers say constants
}

func routes(ps httprouter.Params) {
	handled("/users/:user", ps)
	handled("/orders/:order", ps)
}

func filter(req *restful.Request, resp *restful.Response) {
	requests.WithLabelValues(req.SelectedRoutePath()).Inc()     // ok: a route template
	requests.WithLabelValues(req.PathParameter("pod")).Inc()    // want `unbounded: metric label what takes the path parameter`
	requests.WithLabelValues(req.Request.URL.Path).Inc()        // want `unbounded: metric label what takes the request URL`
	requests.WithLabelValues(req.QueryParameter("watch")).Inc() // want `unbounded: metric label what takes the query parameter`
}

func unary(ctx context.Context, req connect.AnyRequest) {
	requests.WithLabelValues(req.Spec().Procedure).Inc() // ok: a registered method
	requests.WithLabelValues(req.Peer().Addr).Inc()      // want `unbounded: metric label what takes the address of a peer`
}

func intercept(ctx context.Context, req any, info *grpc.UnaryServerInfo) {
	requests.WithLabelValues(info.FullMethod).Inc() // ok: a registered method
}

func handshake(state tls.ConnectionState) {
	requests.WithLabelValues(state.ServerName).Inc() // want `unbounded: metric label what takes the server name that a TLS client asks for`
}
