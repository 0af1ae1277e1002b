package guarded_test

import (
	"testing"

	"example.org/fixes/guarded"
	"example.org/fixes/hammer"
)

func TestCache(t *testing.T) {
	c := guarded.NewCache()
	hammer.Run(func(i int) { c.Fill(i); c.Get(i); c.Drop(-1) })
	if got, want := c.Get(3), "page 3"; got != want {
		t.Errorf("got %v, want %v", got, want)
	}
}
