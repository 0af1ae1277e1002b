package workers

import (
	"strconv"
	"sync"
)

// Failures parses words.
func Failures(words []string) int {
	failed := make(map[string]error)
	var wg sync.WaitGroup
	for _, word := range words {
		wg.Add(1)
		go func() {
			defer wg.Done()
			if _, err := strconv.Atoi(word); err != nil {
				failed[word] = err
				return
			}
			failed[word] = nil
		}()
	}
	wg.Wait()
	return len(failed)
}
