// Package labelcardpayload counts what orders say of themselves.
package labelcardpayload

import (
	"encoding/json"
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
)

var orders = prometheus.NewCounterVec(prometheus.CounterOpts{Name: "orders_total"}, []string{"what"})

type order struct {
	Voucher string `json:"voucher"`
	Country string `json:"country"`
	shard   string
}

type settings struct {
	Zone string `json:"zone" yaml:"zone"`
}

func receive(w http.ResponseWriter, r *http.Request, s *settings) {
	var o order
	if err := json.NewDecoder(r.Body).Decode(&o); err != nil {
		http.Error(w, "bad order", http.StatusBadRequest)
		return
	}
	orders.WithLabelValues(o.Voucher).Inc() // want `unbounded: metric label what takes the decoded field`
	switch o.Country {
	case "de", "fr":
		orders.WithLabelValues(o.Country).Inc() // ok: two countries
	}
	orders.WithLabelValues(o.shard).Inc() // ok: nobody sends it
	orders.WithLabelValues(s.Zone).Inc()  // ok: a setting
}
