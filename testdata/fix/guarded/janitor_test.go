package guarded_test

import (
	"strconv"
	"testing"

	"example.org/fixes/guarded"
	"example.org/fixes/hammer"
)

func TestJanitor(t *testing.T) {
	j := guarded.NewJanitor()
	hammer.Run(func(i int) {
		j.See(strconv.Itoa(i % 3))
		j.Sweep()
		if i == hammer.Times/2 {
			j.Reset()
		}
	})
	j.Sweep()
	for i := range 3 {
		if got := j.Count(strconv.Itoa(i)); got >= 10 {
			t.Errorf("%d was seen %d times and is still there", i, got)
		}
	}
}
