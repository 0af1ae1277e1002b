// Package ginmapped gives the middleware the route.
package ginmapped

import (
	"github.com/gin-gonic/gin"
	ginprometheus "github.com/zsais/go-gin-prometheus"
)

func gins(e *gin.Engine) {
	p := ginprometheus.NewPrometheus("gin") // ok: see the next line
	p.ReqCntURLLabelMappingFn = func(c *gin.Context) string { return c.FullPath() }
	p.Use(e)
}
