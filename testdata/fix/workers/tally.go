package workers

import "sync"

// Tally counts words, each in a goroutine.
func Tally(words []string) map[string]int {
	counts := map[string]int{}
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
