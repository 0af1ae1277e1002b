package workers

import (
	"sync"
	"time"
)

func lookup(word string) string {
	time.Sleep(time.Microsecond)
	return "<" + word + ">"
}

// Results looks words up.
func Results(words []string) string {
	results := make(map[string]string)
	var wg sync.WaitGroup
	for _, word := range words {
		wg.Add(1)
		go func() {
			defer wg.Done()
			results[word] = lookup(word)
		}()
	}
	wg.Wait()
	return results["7"]
}
