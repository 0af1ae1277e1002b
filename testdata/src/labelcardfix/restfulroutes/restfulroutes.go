package restfulroutes

import (
	"github.com/emicklei/go-restful/v3"
	"github.com/prometheus/client_golang/prometheus"
)

var calls = prometheus.NewCounterVec(prometheus.CounterOpts{Name: "calls_total"}, []string{"path"})

func filter(req *restful.Request, resp *restful.Response) {
	calls.WithLabelValues(req.Request.URL.Path).Inc() // want `unbounded: `
}
