package janitor

import (
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"
)

var (
	clock     time.Time
	clockLock sync.RWMutex
	started   sync.Once
	reloads   = make(chan struct{})
)

// init starts a clock that runs as long as the process.
func init() {
	go func() {
		for {
			clockLock.Lock()
			clock = time.Now()
			clockLock.Unlock()
			time.Sleep(100 * time.Millisecond)
		}
	}()
}

// Now reads the clock.
func Now() time.Time {
	clockLock.RLock()
	defer clockLock.RUnlock()
	return clock
}

// StartOnce starts a daemon, once in a process.
func StartOnce(work func()) {
	started.Do(func() {
		go func() {
			for range time.Tick(time.Second) {
				work()
			}
		}()
	})
}

// Reloads serves a channel of the package, to which anybody may send.
func Reloads(reload func()) {
	go func() {
		<-reloads
		reload()
	}()
}

// Reload asks for it.
func Reload() { reloads <- struct{}{} }

// Signals runs until the process is told to stop.
func Signals(stop func()) (cancel func()) {
	sigs := make(chan os.Signal, 1)
	done := make(chan struct{})
	signal.Notify(sigs, syscall.SIGHUP)
	go func() {
		for {
			select {
			case <-sigs:
				stop()
			case <-done:
				signal.Stop(sigs)
				return
			}
		}
	}()
	return func() { close(done) }
}
