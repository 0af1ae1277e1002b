package workers

import "sync"

// Clauses sorts words into two kinds.
func Clauses(words []string) int {
	kinds := make(map[string]int)
	var wg sync.WaitGroup
	for _, word := range words {
		wg.Add(1)
		go func() {
			defer wg.Done()
			switch {
			case word < "5":
				kinds["low"]++
			default:
				kinds["high"]++
			}
		}()
	}
	wg.Wait()
	return kinds["low"]
}
