package sched

import (
	"context"
	"testing"
	"time"

	"drive"
)

func nothing() {}

func use(s *Scheduler) []func() {
	return []func(){
		func() { s.After("a", time.Microsecond, nothing) },
		func() { s.Ran("a") },
		func() { s.Last("a") },
		func() { s.Forget("a") },
	}
}

func TestSafe_Scheduler(t *testing.T) {
	drive.Together(use(New())...)
	drive.Together(func() { RunDay(map[int]func(){1: nothing}, 3) })
	f := DebounceLocked(time.Microsecond, func(string) {})
	drive.Together(func() { f("a") }, func() { f("b") })
	time.Sleep(10 * time.Millisecond)
}

func TestRace_Scheduler_Again(t *testing.T) {
	s := New()
	drive.Together(append(use(s), func() { s.Again("a", time.Microsecond, nothing) })...)
	time.Sleep(10 * time.Millisecond)
}

func TestRace_Scheduler_Waiting(t *testing.T) {
	s := New()
	drive.Together(append(use(s), func() { s.Waiting("a", true) })...)
}

func TestRace_Debounce(t *testing.T) {
	f := Debounce(time.Microsecond, func(string) {})
	for range 200 {
		f("a")
		time.Sleep(5 * time.Microsecond)
	}
}

func TestSafe_Leases(t *testing.T) {
	var l Leases
	drive.Together(func() {
		ctx, cancel := context.WithCancel(context.Background())
		l.Take(ctx, "a")
		cancel()
	})
	time.Sleep(10 * time.Millisecond)
}

func TestRace_Leases_TakeFor(t *testing.T) {
	var l Leases
	drive.Together(func() { l.TakeFor(context.Background(), "a", time.Microsecond) })
	time.Sleep(10 * time.Millisecond)
}

func TestSafe_Heartbeats(t *testing.T) {
	drive.Together(func() {
		stop, beats := make(chan struct{}), make(chan string)
		go func() {
			beats <- "a"
			close(stop)
		}()
		Heartbeats(stop, beats)["a"]++
	})
}
