// Package timers waits for timers.
package timers

import (
	"context"
	"math"
	"time"
)

// Inverted waits for the timer that it has just stopped.
func Inverted(work func()) {
	timer := time.NewTimer(time.Hour)
	work()
	if timer.Stop() {
		<-timer.C // want "timer"
	}
}

// Drained takes the tick that came before it was stopped.
func Drained(work func()) {
	timer := time.NewTimer(time.Hour)
	work()
	if !timer.Stop() {
		<-timer.C
	}
}

// DrainedMaybe takes the tick if there is one.
func DrainedMaybe(work func()) {
	timer := time.NewTimer(time.Hour)
	work()
	if !timer.Stop() {
		select {
		case <-timer.C:
		default:
		}
	}
}

// Func waits for the channel of a timer that has none.
func Func(work func()) {
	timer := time.AfterFunc(time.Millisecond, work)
	<-timer.C // want "timer"
}

// FuncDone waits for a channel that the function closes.
func FuncDone(work func()) {
	done := make(chan struct{})
	time.AfterFunc(time.Millisecond, func() {
		defer close(done)
		work()
	})
	<-done
}

// Twice takes the tick in the select and then waits for it again.
func Twice(results <-chan int, limit time.Duration) (int, bool) {
	timer := time.NewTimer(limit)
	v, ok := 0, false
	select {
	case v = <-results:
		ok = true
	case <-timer.C:
	}
	if !timer.Stop() {
		<-timer.C // want "timer"
	}
	return v, ok
}

// Once waits again only if it has not taken the tick.
func Once(results <-chan int, limit time.Duration) (int, bool) {
	timer := time.NewTimer(limit)
	defer timer.Stop()
	select {
	case v := <-results:
		if !timer.Stop() {
			<-timer.C
		}
		return v, true
	case <-timer.C:
		return 0, false
	}
}

// Reset uses one timer for many values.
func Reset(values <-chan int, idle time.Duration) (n int) {
	timer := time.NewTimer(idle)
	defer timer.Stop()
	for {
		select {
		case _, ok := <-values:
			if !ok {
				return n
			}
			n++
			if !timer.Stop() {
				select {
				case <-timer.C:
				default:
				}
			}
			timer.Reset(idle)
		case <-timer.C:
			return n
		}
	}
}

// Stopped waits in a goroutine for a timer that its caller stops.
func Stopped(work func(), d time.Duration) {
	timer := time.NewTimer(time.Hour)
	go func() {
		<-timer.C // want "timer"
		work()
	}()
	time.Sleep(d)
	timer.Stop()
}

// Sleep waits for the timer or the end.
func Sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Ticks takes some ticks and stops.
func Ticks(n int, every time.Duration) (ticks int) {
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for range ticker.C {
		if ticks++; ticks == n {
			break
		}
	}
	return ticks
}

// Idle makes a timer for a later Reset: it is stopped long before it fires.
func Idle(expire func()) *time.Timer {
	timer := time.AfterFunc(math.MaxInt64, expire)
	if !timer.Stop() {
		<-timer.C
	}
	return timer
}

// Armed stops one that may have fired while it was worked.
func Armed(work, expire func()) *time.Timer {
	timer := time.AfterFunc(time.Millisecond, expire)
	work()
	if !timer.Stop() {
		<-timer.C // want "timer"
	}
	return timer
}
