package workers

import "sync"

// Group counts with a wait group that starts.
func Group(words []string) int {
	counts := make(map[string]int)
	var wg sync.WaitGroup
	for _, word := range words {
		wg.Go(func() { counts[word]++ })
	}
	wg.Wait()
	return len(counts)
}
