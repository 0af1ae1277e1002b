// Package labelcard counts who comes to a shop.
package labelcard

import (
	"expvar"
	"net/http"
)

var visits = expvar.NewMap("visits")

// Visit counts a visit.
func Visit(w http.ResponseWriter, r *http.Request) {
	visits.Add(r.UserAgent(), 1)
}
