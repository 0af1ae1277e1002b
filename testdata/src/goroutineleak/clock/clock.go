// Package clock keeps the time as long as the process runs.
package clock

import (
	"sync"
	"time"
)

var (
	now  time.Time
	lock sync.RWMutex
)

// init starts a goroutine once in a process.
func init() {
	go func() {
		for {
			lock.Lock()
			now = time.Now()
			lock.Unlock()
			time.Sleep(10 * time.Millisecond)
		}
	}()
}

// Now reads the clock.
func Now() time.Time {
	lock.RLock()
	defer lock.RUnlock()
	return now
}
