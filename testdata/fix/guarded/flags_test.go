package guarded_test

import (
	"testing"

	"example.org/fixes/guarded"
	"example.org/fixes/hammer"
)

func TestFlags(t *testing.T) {
	f := guarded.NewFlags()
	hammer.Run(func(i int) { f.Set("a", true); f.Describe("a"); f.Clear("x") })
	if got, want := f.Describe("a"), "A"; got != want {
		t.Errorf("got %v, want %v", got, want)
	}
}
