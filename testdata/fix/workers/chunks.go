package workers

import "sync"

// Chunks counts words in chunks.
func Chunks(words []string) int {
	counts := make(map[string]int)
	var wg sync.WaitGroup
	for i := 0; i < len(words); i += 50 {
		chunk := words[i : i+50]
		wg.Add(1)
		go func() {
			defer wg.Done()
			for _, word := range chunk {
				counts[word]++
			}
		}()
	}
	wg.Wait()
	return counts["0"]
}
