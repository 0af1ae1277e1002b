// Package ginprometheus declares what the tests use of the real one.
package ginprometheus

import "github.com/gin-gonic/gin"

type Prometheus struct {
	ReqCntURLLabelMappingFn func(c *gin.Context) string
}

func NewPrometheus(subsystem string) *Prometheus { return &Prometheus{} }
func (p *Prometheus) Use(e *gin.Engine)          {}
