package again_test

import (
	"fmt"
	"testing"

	"example.org/fixes/again"
	"example.org/fixes/hammer"
)

func TestSpend(t *testing.T) {
	user := fmt.Sprintf("%p", t) // of this run
	hammer.Run(func(int) { again.Spend(user, 3) })
	if got, want := again.Spent(user), int64(100+3*hammer.Goroutines*hammer.Times); got != want {
		t.Errorf("%d cents, want %d", got, want)
	}
}
