package guarded_test

import (
	"testing"

	"example.org/fixes/guarded"
	"example.org/fixes/hammer"
)

func TestPrices(t *testing.T) {
	p := guarded.NewPrices()
	hammer.Run(func(i int) { p.Set("a", 1250); p.Tag("a"); p.Remove("x") })
	if got, want := p.Tag("a"), "12.50"; got != want {
		t.Errorf("got %v, want %v", got, want)
	}
}
