// Package retries waits without looking at the context.
package retries

import (
	"context"
	"time"
)

type queue interface {
	Push(ctx context.Context, item string) error
	Ready() bool
}

func push(ctx context.Context, q queue, item string) (err error) {
	for range 5 {
		if err = q.Push(ctx, item); err == nil {
			return nil
		}
		time.Sleep(time.Second) // want `ignored: push waits between the rounds of a loop that never looks at the context`
	}
	return err
}

func pushBackoff(ctx context.Context, q queue, item string) (err error) {
	wait := time.Second
	for range 5 {
		if err = q.Push(ctx, item); err == nil {
			return nil
		}
		time.Sleep(wait) // want `ignored: pushBackoff waits between the rounds`
		wait *= 2
	}
	return err
}

func pushAfter(ctx context.Context, q queue, item string) (err error) {
	for range 5 {
		if err = q.Push(ctx, item); err == nil {
			return nil
		}
		<-time.After(time.Second) // want `ignored: pushAfter waits between the rounds`
	}
	return err
}

func pushRight(ctx context.Context, q queue, item string) (err error) {
	for range 5 {
		if err = q.Push(ctx, item); err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Second): // ok
		}
	}
	return err
}

// ok: every round asks.
func pushAsking(ctx context.Context, q queue, item string) (err error) {
	for ctx.Err() == nil {
		if err = q.Push(ctx, item); err == nil {
			return nil
		}
		time.Sleep(time.Second)
	}
	return err
}

// ok: a helper that looks at the context.
func pushHelped(ctx context.Context, q queue, item string) error {
	for {
		if err := q.Push(ctx, item); err == nil {
			return nil
		}
		if err := pause(ctx, time.Second); err != nil {
			return err
		}
	}
}

func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

// ok: a moment only.
func spin(ctx context.Context, q queue) {
	for !q.Ready() {
		time.Sleep(time.Millisecond)
	}
}

func settle(ctx context.Context, q queue) error {
	time.Sleep(5 * time.Second) // want `ignored: settle waits: a cancelled ctx is noticed only afterwards`
	return q.Push(ctx, "settled")
}

// ok: no context to look at.
func settleBlind(q queue) {
	time.Sleep(5 * time.Second)
}

func next(ctx context.Context, items <-chan string, stop <-chan struct{}) (string, bool) {
	select { // want `ignored: this select waits without a case <-ctx.Done\(\)`
	case item := <-items:
		return item, true
	case <-stop:
		return "", false
	}
}

func nextRight(ctx context.Context, items <-chan string) (string, bool) {
	select { // ok
	case item := <-items:
		return item, true
	case <-ctx.Done():
		return "", false
	}
}

// ok: it does not wait.
func nextNow(ctx context.Context, items <-chan string) (string, bool) {
	select {
	case item := <-items:
		return item, true
	default:
		return "", false
	}
}

// ok: it waits for what it started under the context.
func nextOf(ctx context.Context, q queue) error {
	done := make(chan error, 1)
	go func() { done <- q.Push(ctx, "x") }()
	more := make(chan string)
	select {
	case err := <-done:
		return err
	case <-more:
		return nil
	}
}

func workOff(ctx context.Context, list func(context.Context, chan<- string), each func(string) error) error {
	chunks := make(chan string, 5)
	go func() {
		defer close(chunks)
		list(ctx, chunks)
	}()
	for chunk := range chunks { // want `ignored: the loop calls each for all that is still in the channel's buffer after ctx was cancelled`
		if err := each(chunk); err != nil {
			return err
		}
	}
	return nil
}

func workOffRight(ctx context.Context, list func(context.Context, chan<- string), each func(string) error) error {
	chunks := make(chan string, 5)
	go func() {
		defer close(chunks)
		list(ctx, chunks)
	}()
	for chunk := range chunks {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err := each(chunk); err != nil { // ok
			return err
		}
	}
	return nil
}

// ok: nothing is left in a channel without a buffer.
func workOffUnbuffered(ctx context.Context, list func(context.Context, chan<- string), each func(string) error) error {
	chunks := make(chan string)
	go func() {
		defer close(chunks)
		list(ctx, chunks)
	}()
	for chunk := range chunks {
		if err := each(chunk); err != nil {
			return err
		}
	}
	return nil
}
