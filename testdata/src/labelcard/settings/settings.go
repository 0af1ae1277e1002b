// Package settings reads its labels from a file of settings, which looks like
// the order of a client and is none.
package settings

import (
	"encoding/json"
	"os"

	"github.com/prometheus/client_golang/prometheus"
)

var starts = prometheus.NewCounterVec(prometheus.CounterOpts{Name: "starts_total"}, []string{"zone"})

type settings struct {
	Zone string `json:"zone"`
}

func start(name string) error {
	text, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	var s settings
	if err := json.Unmarshal(text, &s); err != nil {
		return err
	}
	starts.WithLabelValues(s.Zone).Inc() // ok: one for a process
	return nil
}
