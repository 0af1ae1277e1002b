package guarded_test

import (
	"testing"

	"example.org/fixes/guarded"
	"example.org/fixes/hammer"
)

func TestGauges(t *testing.T) {
	g := guarded.NewGauges()
	hammer.Run(func(i int) { g.Set("a", 3); g.Report("a", func(int) { g.Unset("x") }) })
	last := 0
	g.Report("a", func(v int) { last = v })
	if got, want := last, 3; got != want {
		t.Errorf("got %v, want %v", got, want)
	}
}
