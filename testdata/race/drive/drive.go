// Package drive holds what the hammers of the labelled test data share. It
// orders nothing but the start and the end of a run, so that it hides no race.
package drive

import (
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

const (
	copies = 2   // goroutines of each function
	rounds = 300 // calls in each goroutine
)

// Together calls every function many times, from two goroutines each, and
// returns when all calls have returned.
func Together(fs ...func()) {
	run(copies, rounds, fs)
}

// Once calls every function once, each in a goroutine of its own.
func Once(fs ...func()) {
	run(1, 1, fs)
}

func run(copies, rounds int, fs []func()) {
	var wg sync.WaitGroup
	start := make(chan struct{})
	for _, f := range fs {
		for range copies {
			wg.Go(func() {
				<-start
				for range rounds {
					f()
					runtime.Gosched()
				}
			})
		}
	}
	close(start)
	wg.Wait()
}

// Serve returns a function that sends one request to the handler.
func Serve(h http.Handler, method, target, body string) func() {
	return func() {
		r := httptest.NewRequest(method, target, strings.NewReader(body))
		h.ServeHTTP(httptest.NewRecorder(), r)
	}
}

// Blocks fails the test unless f comes to wait for a write lock and stays there.
// It logs where, for the reader of the test's output.
func Blocks(t *testing.T, f func()) {
	t.Helper()
	returned := make(chan struct{})
	go func() {
		f()
		close(returned)
	}()
	select {
	case <-returned:
		t.Fatal("the function returned")
	case <-time.After(500 * time.Millisecond):
	}
	buf := make([]byte, 1<<20)
	for stack := range strings.SplitSeq(string(buf[:runtime.Stack(buf, true)]), "\n\n") {
		if strings.Contains(stack, "sync.(*RWMutex).Lock") {
			t.Log(stack)
			return
		}
	}
	t.Fatal("no goroutine waits for a write lock")
}

// Eventually fails the test unless trial reports true within many repetitions.
func Eventually(t *testing.T, trial func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); {
		if trial() {
			return
		}
	}
	t.Fatal("what the label says was not seen")
}

// Request returns what a handler is called with.
func Request(method, target, body string) (http.ResponseWriter, *http.Request) {
	return httptest.NewRecorder(), httptest.NewRequest(method, target, strings.NewReader(body))
}
