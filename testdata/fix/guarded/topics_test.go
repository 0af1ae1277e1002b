package guarded_test

import (
	"strconv"
	"testing"

	"example.org/fixes/guarded"
	"example.org/fixes/hammer"
)

func TestTopics(t *testing.T) {
	s := guarded.NewTopics()
	hammer.Run(func(i int) { s.Subscribe("a", strconv.Itoa(i)); s.Drop("x"); s.Count("a") })
	if got, want := s.Count("a"), hammer.Times; got != want {
		t.Errorf("got %v, want %v", got, want)
	}
}
