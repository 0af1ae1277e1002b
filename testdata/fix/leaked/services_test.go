package leaked_test

import (
	"testing"

	"example.org/fixes/hammer"
	"example.org/fixes/leaked"
)

func TestServices(t *testing.T) {
	x := leaked.NewServices()
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
