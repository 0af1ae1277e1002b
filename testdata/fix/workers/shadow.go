package workers

import "sync"

// Shadow has the usual name of a lock taken.
func Shadow(words []string) int {
	mu := len(words) // not a lock
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
	return counts["3"] + mu
}
