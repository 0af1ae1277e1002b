// Package restful has the part of the real one that tests need.
package restful

import "net/http"

type Request struct{ Request *http.Request }

func (r *Request) PathParameter(name string) string  { return "" }
func (r *Request) QueryParameter(name string) string { return "" }
func (r Request) SelectedRoutePath() string          { return "" }

type Response struct{ http.ResponseWriter }

func (r Response) StatusCode() int { return 200 }
