package shapes_test

import (
	"net/http/httptest"
	"testing"

	"example.org/fixes/hammer"
	"example.org/fixes/shapes"
)

func TestScores(t *testing.T) {
	scores := shapes.NewScores([]string{"ann", "bob"})
	hammer.Run(func(int) { scores.ServeHTTP(nil, httptest.NewRequest("GET", "/?player=bob", nil)) })
	if who, n := scores.Best(); who != "bob" || n != 1+hammer.Goroutines*hammer.Times {
		t.Errorf("%s has %d points", who, n)
	}
}
