package again_test

import (
	"strconv"
	"sync/atomic"
	"testing"

	"example.org/fixes/again"
	"example.org/fixes/hammer"
)

func TestTopics(t *testing.T) {
	topics := again.NewTopics()
	var names atomic.Int64
	hammer.Run(func(i int) {
		topics.Subscribe(strconv.Itoa(i), strconv.FormatInt(names.Add(1), 10))
	})
	for i := range hammer.Times {
		if got := topics.Count(strconv.Itoa(i)); got != hammer.Goroutines {
			t.Errorf("topic %d has %d subscribers, want %d", i, got, hammer.Goroutines)
		}
	}
}
