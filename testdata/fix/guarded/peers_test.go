package guarded_test

import (
	"strconv"
	"testing"

	"example.org/fixes/guarded"
	"example.org/fixes/hammer"
)

func TestPeers(t *testing.T) {
	p := guarded.NewPeers()
	hammer.Run(func(i int) { p.Join(strconv.Itoa(i)); p.Len(); p.Leave("x") })
	if got, want := p.Len(), hammer.Times; got != want {
		t.Errorf("got %v, want %v", got, want)
	}
}
