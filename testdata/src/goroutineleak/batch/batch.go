// Package batch spreads work over goroutines and collects the results.
package batch

import (
	"errors"
	"sync"
)

// A Job yields a number or fails.
type Job func() (int, error)

type outcome struct {
	value int
	err   error
}

// Sum returns at the first failure while others still have something to send.
func Sum(jobs []Job) (int, error) {
	outcomes := make(chan outcome)
	for _, job := range jobs {
		go func() {
			v, err := job()
			outcomes <- outcome{v, err} // want "outcomes"
		}()
	}
	sum := 0
	for range jobs {
		o := <-outcomes
		if o.err != nil {
			return 0, o.err
		}
		sum += o.value
	}
	return sum, nil
}

// SumAll remembers the failure and reads on.
func SumAll(jobs []Job) (int, error) {
	outcomes := make(chan outcome)
	for _, job := range jobs {
		go func() {
			v, err := job()
			outcomes <- outcome{v, err}
		}()
	}
	sum := 0
	var failed error
	for range jobs {
		o := <-outcomes
		failed = errors.Join(failed, o.err)
		sum += o.value
	}
	return sum, failed
}

// SumRoom returns early, with room for the rest.
func SumRoom(jobs []Job) (int, error) {
	outcomes := make(chan outcome, len(jobs))
	for _, job := range jobs {
		go func() {
			v, err := job()
			outcomes <- outcome{v, err}
		}()
	}
	sum := 0
	for range jobs {
		o := <-outcomes
		if o.err != nil {
			return 0, o.err
		}
		sum += o.value
	}
	return sum, nil
}

// Each never says that there is no more work.
func Each(items []string, work func(string)) {
	queue := make(chan string)
	for range 4 {
		go func() {
			for item := range queue { // want "queue"
				work(item)
			}
		}()
	}
	for _, item := range items {
		queue <- item
	}
}

// EachClosed closes the queue and waits for the workers.
func EachClosed(items []string, work func(string)) {
	queue := make(chan string)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for item := range queue {
				work(item)
			}
		})
	}
	for _, item := range items {
		queue <- item
	}
	close(queue)
	wg.Wait()
}

// EachDeferred closes the queue however it returns.
func EachDeferred(items []string, work func(string), valid func(string) error) error {
	queue := make(chan string)
	defer close(queue)
	for range 4 {
		go func() {
			for item := range queue {
				work(item)
			}
		}()
	}
	for _, item := range items {
		if err := valid(item); err != nil {
			return err
		}
		queue <- item
	}
	return nil
}

// EachValid skips the close when an item is not valid.
func EachValid(items []string, work func(string), valid func(string) error) error {
	queue := make(chan string)
	go func() {
		for item := range queue { // want "queue"
			work(item)
		}
	}()
	for _, item := range items {
		if err := valid(item); err != nil {
			return err
		}
		queue <- item
	}
	close(queue)
	return nil
}

// Total waits for senders that wait for it.
func Total(jobs []Job) int {
	results := make(chan int)
	var wg sync.WaitGroup
	for _, job := range jobs {
		wg.Add(1)
		go func() {
			defer wg.Done()
			v, _ := job()
			results <- v // want "results"
		}()
	}
	wg.Wait() // also
	close(results)
	sum := 0
	for v := range results {
		sum += v
	}
	return sum
}

// TotalClosed waits for the senders elsewhere.
func TotalClosed(jobs []Job) int {
	results := make(chan int)
	var wg sync.WaitGroup
	for _, job := range jobs {
		wg.Add(1)
		go func() {
			defer wg.Done()
			v, _ := job()
			results <- v
		}()
	}
	go func() {
		wg.Wait()
		close(results)
	}()
	sum := 0
	for v := range results {
		sum += v
	}
	return sum
}

// TotalRoom has room for all results before it waits.
func TotalRoom(jobs []Job) int {
	results := make(chan int, len(jobs))
	var wg sync.WaitGroup
	for _, job := range jobs {
		wg.Go(func() {
			v, _ := job()
			results <- v
		})
	}
	wg.Wait()
	close(results)
	sum := 0
	for v := range results {
		sum += v
	}
	return sum
}

// TotalOpen reads until a close that never comes.
func TotalOpen(jobs []Job) int {
	results := make(chan int)
	for _, job := range jobs {
		go func() {
			v, _ := job()
			results <- v
		}()
	}
	sum := 0
	for v := range results { // want "results"
		sum += v
	}
	return sum
}

// Successes counts on a result of every job, but those that fail send none.
func Successes(jobs []Job) int {
	results := make(chan int)
	for _, job := range jobs {
		go func() {
			v, err := job()
			if err != nil {
				return
			}
			results <- v
		}()
	}
	sum := 0
	for range jobs {
		sum += <-results // want "results"
	}
	return sum
}
