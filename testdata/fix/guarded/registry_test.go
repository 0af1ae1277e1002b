package guarded_test

import (
	"testing"

	"example.org/fixes/guarded"
	"example.org/fixes/hammer"
)

func TestRegistry(t *testing.T) {
	r := guarded.NewRegistry()
	hammer.Run(func(i int) { r.Register("db", "x"); r.Remove("y"); r.Count("db") })
	if got, want := r.Count("db"), hammer.Goroutines*hammer.Times; got != want {
		t.Errorf("got %v, want %v", got, want)
	}
}
