package shapes_test

import (
	"net/http/httptest"
	"testing"

	"example.org/fixes/hammer"
	"example.org/fixes/shapes"
)

func TestPlans(t *testing.T) {
	plans := shapes.NewPlans("shop")
	hammer.Run(func(int) { plans.ServeHTTP(nil, httptest.NewRequest("GET", "/?plan=gold", nil)) })
	for plan, want := range map[string]int{"free": 0, "paid": 5, "team": 20, "gold": 4} {
		if got := plans.Price(plan); got != want {
			t.Errorf("%s costs %d, want %d", plan, got, want)
		}
	}
	if shapes.Limit("paid") != 1000 || shapes.Limit("gold")%3 != 0 {
		t.Error("wrong limits")
	}
}
