package guarded_test

import (
	"testing"

	"example.org/fixes/guarded"
	"example.org/fixes/hammer"
)

func TestLoads(t *testing.T) {
	l := guarded.NewLoads()
	hammer.Run(func(i int) { l.Refresh(i); l.Drop(-1); l.Get(i) })
	if got, want := l.Get(9), "item 9"; got != want {
		t.Errorf("got %v, want %v", got, want)
	}
}
