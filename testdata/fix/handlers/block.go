package handlers

import (
	"fmt"
	"net/http"
	"time"
)

var (
	// started is when the first request came.
	started time.Time

	// agents counts browsers.
	agents = map[string]int{}
)

// Agents counts requests by browser.
func Agents(w http.ResponseWriter, r *http.Request) {
	agent := r.Header.Get("User-Agent")
	agents[agent]++
	if started.IsZero() {
		w.WriteHeader(http.StatusOK)
	}
	fmt.Fprint(w, agents[agent])
}

// RegisterAgents serves Agents.
func RegisterAgents(mux *http.ServeMux) { mux.HandleFunc("/agents", Agents) }
