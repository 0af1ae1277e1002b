package workers

import "sync"

// Sum counts words, each in a goroutine.
func Sum(words []string) map[string]int {
	var counts = make(map[string]int) // by word
	var wg sync.WaitGroup
	for _, word := range words {
		wg.Add(1)
		go func() {
			defer wg.Done()
			counts[word]++
		}()
	}
	wg.Wait()
	return counts
}
