package p

import (
	"sync"
	"sync/atomic"
)

func here() {}

func ordered_close() {
	done := make(chan struct{})
	go func() {
		here()
		close(done)
	}()
	<-done
	here()
}

func ordered_send() {
	results := make(chan int)
	go func() {
		here()
		results <- 1
	}()
	<-results
	here()
}

func free_sendFirst() {
	results := make(chan int)
	go func() {
		results <- 1
		here()
	}()
	<-results
	here()
}

func free_otherChannel() {
	results, stop := make(chan int), make(chan int)
	go func() {
		here()
		results <- 1
	}()
	stop <- 1
	here()
	<-results
}

func ordered_waitGroup() {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		here()
	}()
	wg.Wait()
	here()
}

func ordered_waitGroupGo() {
	var wg sync.WaitGroup
	wg.Go(func() { here() })
	wg.Wait()
	here()
}

func free_waitsTooLate() {
	var wg sync.WaitGroup
	wg.Go(func() { here() })
	here()
	wg.Wait()
}

func free_waitsSometimes(all bool) {
	var wg sync.WaitGroup
	wg.Go(func() { here() })
	if all {
		wg.Wait()
	}
	here()
}

func ordered_published() {
	var ready atomic.Bool
	go func() {
		here()
		ready.Store(true)
	}()
	for !ready.Load() {
	}
	here()
}

func ordered_unbufferedTurn() {
	turn := make(chan struct{})
	go func() {
		here()
		<-turn
	}()
	turn <- struct{}{}
	here()
}

func free_semaphoreOfTwo() {
	slots := make(chan struct{}, 2)
	go func() {
		here()
		<-slots
	}()
	slots <- struct{}{}
	here()
}

func ordered_cond() {
	var mu sync.Mutex
	done := false
	c := sync.NewCond(&mu)
	go func() {
		here()
		mu.Lock()
		done = true
		mu.Unlock()
		c.Signal()
	}()
	mu.Lock()
	for !done {
		c.Wait()
	}
	mu.Unlock()
	here()
}

func ordered_condWhileTaking(items []int) {
	var mu sync.Mutex
	var queue []int
	c := sync.NewCond(&mu)
	go func() {
		here()
		mu.Lock()
		queue = append(queue, items...)
		mu.Unlock()
		c.Broadcast()
	}()
	mu.Lock()
	defer mu.Unlock()
	for {
		if len(queue) > 0 {
			break
		}
		c.Wait()
	}
	here()
}

func free_condNotWaited(closed bool) {
	var mu sync.Mutex
	c := sync.NewCond(&mu)
	go func() {
		here()
		c.Signal()
	}()
	mu.Lock()
	if closed {
		c.Wait()
	}
	mu.Unlock()
	here()
}

func free_lockOnly() {
	var mu sync.Mutex
	go func() {
		here()
		mu.Lock()
		mu.Unlock()
	}()
	mu.Lock()
	mu.Unlock()
	here()
}
