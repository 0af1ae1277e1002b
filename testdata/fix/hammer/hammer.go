// Package hammer runs code from many goroutines at once.
package hammer

import "sync"

// Goroutines is how many run.
const Goroutines = 8

// Times is how often each does its work.
const Times = 50

// Run calls f with 0 to Times-1 in each of the goroutines and waits.
func Run(f func(i int)) {
	var wg sync.WaitGroup
	for range Goroutines {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for i := range Times {
				f(i)
			}
		}()
	}
	wg.Wait()
}
