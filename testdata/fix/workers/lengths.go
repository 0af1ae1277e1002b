package workers

import (
	"strings"
	"sync"
)

// Lengths measures words.
func Lengths(words []string) int {
	lengths := make(map[string]int)
	lengths["first"] = len(words)
	var wg sync.WaitGroup
	for _, word := range words {
		wg.Add(1)
		go func(word string) {
			defer wg.Done()
			n := len(strings.TrimSpace(word))
			lengths[word] = n
		}(word)
	}
	wg.Wait()
	return len(lengths)
}
