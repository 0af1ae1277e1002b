package guarded_test

import (
	"testing"

	"example.org/fixes/guarded"
	"example.org/fixes/hammer"
)

func TestHits(t *testing.T) {
	h := guarded.NewHits()
	hammer.Run(func(i int) { h.Add("home"); h.Reset("other"); h.Get("home") })
	if got, want := h.Get("home"), hammer.Goroutines*hammer.Times; got != want {
		t.Errorf("got %v, want %v", got, want)
	}
}
