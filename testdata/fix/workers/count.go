package workers

import "sync"

// Count counts words, each in a goroutine.
func Count(words []string) map[string]int {
	counts := make(map[string]int)
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
