package guarded_test

import (
	"strconv"
	"sync"
	"testing"

	"example.org/fixes/guarded"
	"example.org/fixes/hammer"
)

func TestOwners(t *testing.T) {
	o := guarded.NewOwners()
	var mu sync.Mutex
	who := make(map[string]bool)
	hammer.Run(func(i int) {
		w := o.Claim("a", strconv.Itoa(i))
		o.Release("x")
		o.Owner("a")
		mu.Lock()
		defer mu.Unlock()
		who[w] = true
	})
	if got, want := len(who), 1; got != want {
		t.Errorf("got %v, want %v", got, want)
	}
}
