// Package probe asks services whether they are well: as a command of a program,
// for a test, and as part of a server.
package probe

import (
	"flag"
	"testing"
	"time"
)

// Command probes as long as the process runs, which ends when it returns.
func Command(flags *flag.FlagSet, ask func(string)) int {
	for _, addr := range flags.Args() {
		go func() {
			for {
				ask(addr)
				time.Sleep(10 * time.Millisecond)
			}
		}()
	}
	time.Sleep(time.Millisecond)
	return 0
}

// Service probes on after it was stopped.
func Service(addrs []string, ask func(string), stop <-chan struct{}) {
	for _, addr := range addrs {
		go func() {
			for { // want "never ends"
				ask(addr)
				time.Sleep(10 * time.Millisecond)
			}
		}()
	}
	<-stop
}

// Flags are those of a command and the way to its settings.
type Flags struct {
	*flag.FlagSet
	file string
}

// Wait takes the first answer, and the process ends with the other one.
func Wait(flags Flags, ask func(string) error) error {
	answers := make(chan error)
	go func() { answers <- ask(flags.Arg(0)) }()
	select {
	case err := <-answers:
		return err
	case <-time.After(time.Minute):
		return nil
	}
}

// Within takes the answer when it comes in time.
func Within(addr string, limit time.Duration, ask func(string) error) error {
	answers := make(chan error)
	go func() { answers <- ask(addr) }() // want "answers"
	select {
	case err := <-answers:
		return err
	case <-time.After(limit):
		return nil
	}
}

// Must is for tests: the process ends with them.
func Must(t testing.TB, addr string, ask func(string) error) {
	answers := make(chan error)
	go func() { answers <- ask(addr) }()
	select {
	case err := <-answers:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(time.Minute):
		t.Error("no answer")
	}
}
