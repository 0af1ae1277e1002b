package fetch

import "sync/atomic"

// Hedge asks two mirrors, and the first that answers hands over its page.
func Hedge(mirrors [2]string, get func(string) string) string {
	var answered atomic.Bool
	pages := make(chan string)
	for _, mirror := range mirrors {
		go func() {
			page := get(mirror)
			if answered.CompareAndSwap(false, true) {
				pages <- page
			}
		}()
	}
	return <-pages
}

// HedgeBoth has both hand over theirs.
func HedgeBoth(mirrors [2]string, get func(string) string) string {
	var answered atomic.Bool
	pages := make(chan string)
	for _, mirror := range mirrors {
		go func() {
			page := get(mirror)
			if !answered.CompareAndSwap(true, false) {
				pages <- page // want "pages"
			}
		}()
	}
	return <-pages
}

// HedgeCount lets the first one by that counts.
func HedgeCount(mirrors [2]string, get func(string) string) string {
	var answered int32
	pages := make(chan string)
	for _, mirror := range mirrors {
		go func() {
			page := get(mirror)
			if atomic.CompareAndSwapInt32(&answered, 0, 1) {
				pages <- page
			}
		}()
	}
	return <-pages
}
