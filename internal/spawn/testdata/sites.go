package p

import (
	"context"
	"net/http"
	"sync"
	"testing"
	"time"
)

func work() {}

func direct(f func()) {
	go work()   // starts: goroutine
	go func() { // starts: goroutine
		work()
	}()
	for range 3 {
		go work() // starts: goroutine, many
	}
	work()
	func() { work() }()
	go f() // what f is, nobody knows here
}

func grouped() {
	var wg sync.WaitGroup
	wg.Go(work) // starts: goroutine
	for range 3 {
		wg.Go(func() { work() }) // starts: goroutine, many
	}
	wg.Wait()
}

func later(ctx context.Context) {
	time.AfterFunc(time.Second, work) // starts: goroutine
	context.AfterFunc(ctx, work)      // starts: goroutine
}

func serve(mux *http.ServeMux) {
	mux.HandleFunc("/", page) // starts: handler, many
}

func page(w http.ResponseWriter, r *http.Request) {}

func routes(title string) map[string]http.HandlerFunc {
	return map[string]http.HandlerFunc{
		"/": func(w http.ResponseWriter, r *http.Request) { w.Write([]byte(title)) }, // starts: handler, many
	}
}

func inBackground(f func()) {
	go f()
}

func twoAtOnce(f func()) {
	for range 2 {
		go f()
	}
}

func whoRuns() {
	inBackground(work) // starts: goroutine
	twoAtOnce(work)    // starts: many, many
}

func waited(f func()) {
	done := make(chan struct{})
	go func() { // starts: goroutine
		defer close(done)
		f()
	}()
	<-done
}

func asGoodAsACall() {
	waited(work)
}

func BenchmarkWork(b *testing.B) {
	b.RunParallel(func(pb *testing.PB) { // starts: blocking, many
		for pb.Next() {
			work()
		}
	})
}
