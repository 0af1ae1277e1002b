package ginroutes

import (
	"github.com/gin-gonic/gin"
	"github.com/prometheus/client_golang/prometheus"
)

var calls = prometheus.NewCounterVec(prometheus.CounterOpts{Name: "calls_total"}, []string{"path"})

func count(c *gin.Context) {
	calls.WithLabelValues(c.Request.URL.Path).Inc() // want `unbounded: `
	c.Next()
}
