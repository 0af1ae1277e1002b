// Package groups leaves the count to the group where the language has it.
package groups

import "sync"

func visit(pages []string, get func(string) error) {
	var wg sync.WaitGroup
	for _, p := range pages {
		wg.Add(1)
		go func() {
			if err := get(p); err != nil {
				return
			}
			wg.Done()
		}()
	}
	wg.Wait() // want `waiting for wg`
}

// One whose goroutine is given something has its Done deferred.
func visitGiven(pages []string, get func(string) error) {
	var wg sync.WaitGroup
	for _, p := range pages {
		wg.Add(1)
		go func(page string) {
			if err := get(page); err != nil {
				return
			}
			wg.Done()
		}(p)
	}
	wg.Wait() // want `waiting for wg`
}
