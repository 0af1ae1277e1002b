package shapes

import "net/http"

var limits = map[string]int{"free": 10, "paid": 1000}

// Plans sells plans.
type Plans struct {
	prices map[string]int // by plan
	name   string
}

// NewPlans returns those of a shop.
func NewPlans(name string) *Plans {
	p := &Plans{prices: map[string]int{"free": 0, "paid": 5}, name: name}
	p.prices["team"] = 20
	return p
}

// ServeHTTP changes a price.
func (p *Plans) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	plan := r.URL.Query().Get("plan")
	p.prices[plan] = len(plan)
	limits[plan] += 3
}

// Price is what a plan costs.
func (p *Plans) Price(plan string) int { return p.prices[plan] }

// Limit is what it allows.
func Limit(plan string) int { return limits[plan] }
