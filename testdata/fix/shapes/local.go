package shapes

import "sync"

// Lengths measures words, each in a goroutine.
func Lengths(words []string, measure func(string) int) map[string]int {
	lengths := make(map[string]int)
	failed := map[int]bool{-1: true}
	var wg sync.WaitGroup
	for i, word := range words {
		wg.Add(1)
		go func() {
			defer wg.Done()
			n := measure(word)
			if n < 0 {
				failed[i] = true
				return
			}
			lengths[word] = n
		}()
	}
	wg.Wait()
	if len(failed) > 1 {
		return nil
	}
	return lengths
}
