package locks

import "sync"

// Gather asks all sources at once, and has the answers when the last is there.
func Gather(sources []func() (string, int)) map[string]int {
	var mu sync.Mutex
	left := len(sources)
	all := sync.NewCond(&mu)
	got := make(map[string]int)
	for _, ask := range sources {
		go func() {
			name, n := ask()
			mu.Lock()
			got[name] = n
			left--
			mu.Unlock()
			all.Signal()
		}()
	}
	mu.Lock()
	for left > 0 {
		all.Wait()
	}
	mu.Unlock()
	got["sources"] = len(sources)
	return got
}

// GatherImpatient does not look whether the last is there.
func GatherImpatient(sources []func() (string, int)) map[string]int {
	var mu sync.Mutex
	all := sync.NewCond(&mu)
	got := make(map[string]int)
	for _, ask := range sources {
		go func() {
			name, n := ask()
			mu.Lock()
			got[name] = n
			mu.Unlock()
			all.Signal()
		}()
	}
	got["sources"] = len(sources) // want "inconsistent-guard: map got is written here without mu,"
	return got
}
