package leaked_test

import (
	"testing"

	"example.org/fixes/hammer"
	"example.org/fixes/leaked"
)

func TestRoutes(t *testing.T) {
	x := leaked.NewRoutes()
	hammer.Run(func(i int) {
		x.Add("a")
		for range x.All() {
		}
		x.Remove("x")
	})
	if got, want := x.All()["a"], hammer.Goroutines*hammer.Times; got != want {
		t.Errorf("got %v, want %v", got, want)
	}
}
