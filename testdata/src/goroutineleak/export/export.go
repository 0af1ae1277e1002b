// Package export uses the helpers of another package.
package export

import (
	"context"
	"errors"
	"sync"

	"goroutineleak/relay"
)

var errEmpty = errors.New("export: empty")

// Row leaves a helper blocked that sends.
func Row(fail bool) (int, error) {
	out := make(chan int)
	go relay.Put(out, 1) // want "out"
	if fail {
		return 0, errEmpty
	}
	return <-out, nil
}

// RowRoom has room for what the helper sends.
func RowRoom(fail bool) (int, error) {
	out := make(chan int, 1)
	go relay.Put(out, 1)
	if fail {
		return 0, errEmpty
	}
	return <-out, nil
}

// RowContext gives the helper a context that ends with the function.
func RowContext(ctx context.Context, fail bool) (int, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	out := make(chan int)
	go relay.PutContext(ctx, out, 1)
	if fail {
		return 0, errEmpty
	}
	select {
	case v := <-out:
		return v, nil
	case <-ctx.Done():
		return 0, ctx.Err()
	}
}

// RowGivenUp waits for a helper that gives up when the context ends.
func RowGivenUp(ctx context.Context) int {
	out := make(chan int)
	go relay.PutContext(ctx, out, 1)
	return <-out // want "out"
}

// Tried leaves nobody behind: the helper does not wait.
func Tried() bool {
	out := make(chan int)
	return relay.Try(out, 1)
}

// Later receives what a goroutine of the helper sends.
func Later() int {
	out := make(chan int)
	relay.Later(out)
	return <-out
}

// Halves waits for two helpers and starts one.
func Halves(work func()) {
	var wg sync.WaitGroup
	wg.Add(2)
	go relay.Work(&wg, work)
	wg.Wait() // want "wg"
}

// Both starts two.
func Both(work func()) {
	var wg sync.WaitGroup
	wg.Add(2)
	go relay.Work(&wg, work)
	go relay.Work(&wg, work)
	wg.Wait()
}

// Kept calls a helper that takes the lock it holds.
func Kept(count *int) {
	mu := new(sync.Mutex)
	mu.Lock()
	relay.Locked(mu, func() { *count++ }) // want "mu"
	mu.Unlock()
}

// Freed lets another helper release it first.
func Freed(count *int) {
	mu := new(sync.Mutex)
	mu.Lock()
	relay.Release(mu)
	relay.Locked(mu, func() { *count++ })
}

// RowTaken receives by a helper.
func RowTaken() int {
	out := make(chan int)
	go relay.Put(out, 1)
	return relay.Take(out)
}

// Drained closes by a helper and reads by another.
func Drained(values []int) {
	out := make(chan int)
	go func() {
		defer relay.Finish(out)
		for _, v := range values {
			relay.Put(out, v)
		}
	}()
	relay.Discard(out)
}

// Undrained forgets the close that the reading helper waits for.
func Undrained(values []int) {
	out := make(chan int)
	go func() {
		for _, v := range values {
			relay.Put(out, v)
		}
	}()
	relay.Discard(out) // want "out"
}

// Nested locks in a callback the lock under which it is called.
func Nested(count *int) {
	var mu sync.Mutex
	relay.Locked(&mu, func() {
		mu.Lock() // want "mu"
		defer mu.Unlock()
		*count++
	})
}

// Flat leaves the lock to the helper.
func Flat(count *int) {
	var mu sync.Mutex
	relay.Locked(&mu, func() { *count++ })
	mu.Lock()
	defer mu.Unlock()
	*count++
}

// Number never closes its feed.
func Number() int {
	feed := relay.NewFeed() // want "feed|NewFeed"
	return feed.Next()
}

// NumberClosed does.
func NumberClosed() int {
	feed := relay.NewFeed()
	defer feed.Close()
	return feed.Next()
}

// Numbers closes it unless it is odd.
func Numbers() (int, error) {
	feed := relay.NewFeed() // want "feed|NewFeed"
	n := feed.Next()
	if n%2 == 0 {
		return 0, errEmpty
	}
	feed.Close()
	return n, nil
}

// Open hands the feed to its caller.
func Open() *relay.Feed {
	return relay.NewFeed()
}
