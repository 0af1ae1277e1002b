package background

import (
	"strconv"
	"sync"
	"sync/atomic"
)

// Drain takes what has piled up, and a new pile begins. It returns how much was
// taken by all of the workers together.
func Drain(workers int) int64 {
	pile := map[string]int64{"a": 1, "b": 20, "c": 300}
	var taken atomic.Int64
	var wg sync.WaitGroup
	for i := range workers {
		wg.Add(1)
		go func() {
			defer wg.Done()
			old := pile
			pile = make(map[string]int64)
			for name, n := range old {
				taken.Add(n * int64(len(name)))
			}
			pile[strconv.Itoa(i%10)] = 0
		}()
	}
	wg.Wait()
	return taken.Load()
}
