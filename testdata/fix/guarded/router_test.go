package guarded_test

import (
	"strconv"
	"testing"

	"example.org/fixes/guarded"
	"example.org/fixes/hammer"
)

func TestRouter(t *testing.T) {
	r := guarded.NewRouter()
	hammer.Run(func(i int) { r.Set(strconv.Itoa(i), "b"); r.Each(func(host, _ string) { r.Delete("x" + host) }) })
	n := 0
	r.Each(func(string, string) { n++ })
	if got, want := n, hammer.Times; got != want {
		t.Errorf("got %v, want %v", got, want)
	}
}
