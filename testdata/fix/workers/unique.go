package workers

import "sync"

// Unique counts different words.
func Unique(words []string) int {
	seen := make(map[string]bool)
	n := 0
	var wg sync.WaitGroup
	for _, word := range words {
		wg.Add(1)
		go func() {
			defer wg.Done()
			if !seen[word] {
				seen[word] = true
			}
		}()
	}
	wg.Wait()
	for range seen {
		n++
	}
	return n
}
