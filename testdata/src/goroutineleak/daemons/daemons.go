// Package daemons has goroutines that run as long as the process, or until it is
// told to stop.
package daemons

import (
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"
)

var (
	started sync.Once
	reloads = make(chan struct{})
)

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
func Signals(reload func()) (cancel func()) {
	sigs := make(chan os.Signal, 1)
	done := make(chan struct{})
	signal.Notify(sigs, syscall.SIGHUP)
	go func() {
		for {
			select {
			case <-sigs:
				reload()
			case <-done:
				signal.Stop(sigs)
				return
			}
		}
	}()
	return func() { close(done) }
}

// Terminate waits for the signal that ends the process.
func Terminate(end func()) {
	sigs := make(chan os.Signal, 1)
	signal.Notify(sigs, syscall.SIGUSR2)
	go func() {
		<-sigs
		end()
	}()
}

// Forever serves until the process ends.
func Forever(serve func()) {
	go serve()
	<-make(chan struct{})
}

// ForeverNamed says so, and means what a caller can end only with the process.
func ForeverNamed(serve func()) {
	forever := make(chan struct{})
	go serve()
	<-forever
}

// Until waits for an end that serve does not always tell.
func Until(serve func() bool) {
	ended := make(chan struct{})
	go func() {
		if serve() {
			close(ended)
		}
	}()
	<-ended // want "ended"
}

// Cleanup waits for a signal, and for what is done then.
func Cleanup(clean func()) {
	sigs := make(chan os.Signal, 1)
	signal.Notify(sigs, syscall.SIGUSR1)
	defer signal.Stop(sigs)
	done := make(chan struct{})
	go func() {
		for range sigs {
			clean()
			done <- struct{}{}
			return
		}
	}()
	<-done
}

// CleanupOn waits for a word that does not come when the channel is closed.
func CleanupOn(words <-chan string, clean func()) {
	done := make(chan struct{})
	go func() {
		for range words {
			clean()
			done <- struct{}{}
			return
		}
	}()
	<-done // want "done"
}
