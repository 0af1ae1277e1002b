package cmap

import (
	"context"
	"errors"
	"math"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

var background = context.Background()

// waitFor fails the test unless cond holds before long.
func waitFor(t *testing.T, what string, cond func() bool) {
	t.Helper()
	for end := time.Now().Add(5 * time.Second); !cond(); runtime.Gosched() {
		if time.Now().After(end) {
			t.Fatalf("waited in vain for %s", what)
		}
	}
}

// waiting returns how many callers wait for key.
func (m *Map[K, V]) waiting(key K) int {
	m.flights.mu.Lock()
	defer m.flights.mu.Unlock()
	if fl := m.flights.m[key]; fl != nil {
		return fl.waiters
	}
	return 0
}

func TestComputedOnceForAll(t *testing.T) {
	const callers = 16
	m := new(Map[string, int])
	var calls atomic.Int32
	release := make(chan struct{})
	go func() {
		waitFor(t, "all callers", func() bool { return m.waiting("a") == callers })
		close(release)
	}()
	together(callers, func(int) {
		v, err := m.LoadOrCompute(background, "a", func(context.Context) (int, error) {
			<-release
			return int(calls.Add(1)), nil
		})
		if v != 1 || err != nil {
			t.Errorf("got %d, %v, want 1", v, err)
		}
	})
	equal(t, m, map[string]int{"a": 1})
	if calls.Load() != 1 || len(m.flights.m) != 0 {
		t.Errorf("%d calls, %d computations left", calls.Load(), len(m.flights.m))
	}
}

// afterMiss is a context whose Err, which LoadOrCompute asks for once it has found no
// value, does something first.
type afterMiss struct {
	context.Context
	do func()
}

func (c afterMiss) Err() error {
	c.do()
	return nil
}

// A value that is stored between the miss and the computation is found.
func TestNotComputedWhenStoredMeanwhile(t *testing.T) {
	m := new(Map[string, int])
	ctx := afterMiss{background, func() { m.Store("a", 7) }}
	v, err := m.LoadOrCompute(ctx, "a", func(context.Context) (int, error) {
		t.Error("computed again")
		return 0, nil
	})
	if v != 7 || err != nil {
		t.Errorf("got %d, %v, want 7", v, err)
	}
}

// A value that is stored during the computation stays, and everyone gets it.
func TestStoredValueBeatsComputedOne(t *testing.T) {
	m := new(Map[string, int])
	v, err := m.LoadOrCompute(background, "a", func(context.Context) (int, error) {
		m.Store("a", 7)
		return 8, nil
	})
	if v != 7 || err != nil {
		t.Errorf("got %d, %v, want 7", v, err)
	}
	equal(t, m, map[string]int{"a": 7})
}

func TestErrorsAreNotStored(t *testing.T) {
	m := new(Map[string, int])
	broken := errors.New("broken")
	for range 2 {
		v, err := m.LoadOrCompute(background, "a", func(context.Context) (int, error) { return 5, broken })
		if err != broken {
			t.Errorf("got %d, %v, want the function's error", v, err)
		}
	}
	equal(t, m, nil)
	if v, err := m.LoadOrCompute(background, "a", func(context.Context) (int, error) { return 6, nil }); v != 6 || err != nil {
		t.Errorf("after an error got %d, %v, want 6", v, err)
	}
}

// One who leaves gets the error of its context; the computation goes on for the other.
func TestOneWaiterLeaves(t *testing.T) {
	m := new(Map[string, int])
	release := make(chan struct{})
	f := func(ctx context.Context) (int, error) {
		select {
		case <-release:
			return 1, nil
		case <-ctx.Done():
			return 0, ctx.Err()
		}
	}
	ctx, cancel := context.WithCancel(background)
	left := make(chan error, 1)
	go func() {
		_, err := m.LoadOrCompute(ctx, "a", f)
		left <- err
	}()
	waitFor(t, "the first caller", func() bool { return m.waiting("a") == 1 })
	stayed := make(chan int, 1)
	go func() {
		v, _ := m.LoadOrCompute(background, "a", f)
		stayed <- v
	}()
	waitFor(t, "the second caller", func() bool { return m.waiting("a") == 2 })
	cancel()
	if err := <-left; err != context.Canceled {
		t.Errorf("who leaves gets %v", err)
	}
	close(release)
	if v := <-stayed; v != 1 {
		t.Errorf("who stays gets %d, want 1", v)
	}
	equal(t, m, map[string]int{"a": 1})
}

type keyOfValue struct{}

// When the last one leaves, the computation is told so, what it returns is thrown away,
// and the next caller starts anew.
func TestAllWaitersLeave(t *testing.T) {
	m := new(Map[string, int])
	ctx, cancel := context.WithCancel(context.WithValue(background, keyOfValue{}, "kept"))
	told := make(chan any, 1)
	left := make(chan error, 1)
	go func() {
		_, err := m.LoadOrCompute(ctx, "a", func(ctx context.Context) (int, error) {
			select {
			case <-ctx.Done():
				told <- ctx.Value(keyOfValue{})
			case <-time.After(5 * time.Second):
				told <- "nothing"
			}
			return 1, nil
		})
		left <- err
	}()
	waitFor(t, "the caller", func() bool { return m.waiting("a") == 1 })
	cancel()
	if err := <-left; err != context.Canceled {
		t.Errorf("who leaves gets %v", err)
	}
	if v := <-told; v != "kept" {
		t.Errorf("the computation was told %v, want the end of a context that carries the caller's value", v)
	}
	v, err := m.LoadOrCompute(background, "a", func(context.Context) (int, error) { return 2, nil })
	if v != 2 || err != nil {
		t.Errorf("the next caller gets %d, %v, want 2", v, err)
	}
	equal(t, m, map[string]int{"a": 2})
}

func TestEndedContextComputesNothing(t *testing.T) {
	m := new(Map[string, int])
	ctx, cancel := context.WithCancel(background)
	cancel()
	if _, err := m.LoadOrCompute(ctx, "a", func(context.Context) (int, error) {
		t.Error("computed")
		return 1, nil
	}); err != context.Canceled {
		t.Errorf("got %v", err)
	}
	m.Store("a", 3)
	if v, err := m.LoadOrCompute(ctx, "a", nil); v != 3 || err != nil {
		t.Errorf("a value that is there: got %d, %v", v, err)
	}
}

// A computation that panics or ends its goroutine lets nobody wait for ever.
func TestComputationsThatDoNotReturn(t *testing.T) {
	const callers = 4
	m := new(Map[string, int])
	broken := errors.New("broken")
	for name, leave := range map[string]func(){"panic": func() { panic(broken) }, "Goexit": runtime.Goexit} {
		together(callers, func(int) {
			var err error
			p := panicOf(func() {
				_, err = m.LoadOrCompute(background, "a", func(context.Context) (int, error) {
					for m.waiting("a") < callers {
						runtime.Gosched()
					}
					leave()
					return 1, nil
				})
			})
			if name == "Goexit" {
				if err == nil || p != nil {
					t.Errorf("Goexit: got %v and panic %v, want an error", err, p)
				}
				return
			}
			pe, ok := p.(*PanicError)
			if !ok || !errors.Is(pe, broken) || !strings.Contains(pe.Error(), "compute_test.go") {
				t.Errorf("panic: got %v, want a PanicError with the cause and where", p)
			}
		})
		equal(t, m, nil)
	}
	if v, err := m.LoadOrCompute(background, "a", func(context.Context) (int, error) { return 2, nil }); v != 2 || err != nil {
		t.Errorf("afterwards got %d, %v, want 2", v, err)
	}
}

// Nobody else can ask for a key that is not equal to itself, and nothing of it stays.
func TestComputeForNaN(t *testing.T) {
	m := new(Map[float64, int])
	v, err := m.LoadOrCompute(background, math.NaN(), func(context.Context) (int, error) { return 1, nil })
	if v != 1 || err != nil || m.Len() != 1 || len(m.flights.m) != 0 {
		t.Errorf("got %d, %v, %d entries, %d computations left", v, err, m.Len(), len(m.flights.m))
	}
}
