package p

import (
	"context"
	"sync"
	"time"
)

func received(results chan int, done chan struct{}) {
	<-results           // joins
	for range results { // joins
	}
	select {
	case <-results:
	case <-done:
	}
	time.Sleep(time.Second)
}

func groups(wg *sync.WaitGroup) {
	wg.Add(1)
	wg.Done()
	wg.Wait() // joins
}

func waitFor(wg *sync.WaitGroup) {
	wg.Wait() // joins
}

func throughCallee(wg *sync.WaitGroup) {
	waitFor(wg) // joins
}

func sometimes(wg *sync.WaitGroup, now bool) {
	if now {
		return
	}
	wg.Wait() // joins
}

func throughPerhaps(wg *sync.WaitGroup) {
	sometimes(wg, true)
}

func saysNothing(ctx context.Context, mu *sync.Mutex) {
	<-ctx.Done()
	<-time.After(time.Second)
	mu.Lock()
	mu.Unlock()
}
