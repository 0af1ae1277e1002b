package guarded_test

import (
	"testing"

	"example.org/fixes/guarded"
	"example.org/fixes/hammer"
)

func TestQuota(t *testing.T) {
	q := guarded.NewQuota()
	q.Grant("a", hammer.Goroutines*hammer.Times)
	hammer.Run(func(i int) {
		if !q.Take("a") {
			t.Error("nothing left")
		}
		q.Grant("b", 1)
	})
	if got, want := q.Left("a"), 0; got != want {
		t.Errorf("got %v, want %v", got, want)
	}
}
