package cmap

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
)

// flights are the computations of LoadOrCompute that are under way.
type flights[K comparable, V any] struct {
	mu sync.Mutex
	m  map[K]*flight[V]
}

// A flight is one computation and those who wait for it.
type flight[V any] struct {
	waiters int // guarded by flights.mu
	cancel  context.CancelFunc
	done    chan struct{} // closed when the fields below are set
	value   V
	err     error
	panic   *PanicError
}

// A PanicError is what LoadOrCompute panics with when the function it called
// has panicked.
type PanicError struct {
	Value any    // what the function panicked with
	Stack []byte // where
}

// Error tells the value and the stack of the panic.
func (p *PanicError) Error() string { return fmt.Sprintf("%v\n\n%s", p.Value, p.Stack) }

// Unwrap returns the value of the panic if it is an error.
func (p *PanicError) Unwrap() error {
	err, _ := p.Value.(error)
	return err
}

var errGoexit = errors.New("the function called runtime.Goexit")

// LoadOrCompute returns the value of key if it is present. Otherwise it calls
// f, stores what it returns, and returns that; when another goroutine stores a
// value meanwhile, the stored one is returned. However many ask for key at the
// same time, f is called once, in a goroutine of its own; all of them get its
// result. An error is returned to all and not stored.
//
// A caller whose ctx ends leaves with ctx.Err(). f goes on while anyone waits;
// its own context carries the values of the first caller's and is cancelled
// when the last one has left. If f panics, every caller panics with a
// *PanicError. Update and Store of key do not wait for f.
func (m *Map[K, V]) LoadOrCompute(ctx context.Context, key K, f func(context.Context) (V, error)) (V, error) {
	if value, ok := m.Load(key); ok {
		return value, nil
	}
	var none V
	if err := ctx.Err(); err != nil {
		return none, err
	}
	fl, value, ok := m.board(ctx, key, f)
	if ok {
		return value, nil
	}
	select {
	case <-fl.done:
	case <-ctx.Done():
		m.alight(key, fl)
		return none, ctx.Err()
	}
	if fl.panic != nil {
		panic(fl.panic)
	}
	return fl.value, fl.err
}

// board joins the flight for key, or starts one. It returns the value instead
// if there is one by now.
func (m *Map[K, V]) board(ctx context.Context, key K, f func(context.Context) (V, error)) (fl *flight[V], value V, ok bool) {
	m.flights.mu.Lock()
	defer m.flights.mu.Unlock()
	if fl, ok := m.flights.m[key]; ok {
		fl.waiters++
		return fl, value, false
	}
	if value, ok = m.Load(key); ok { // the flight landed just now
		return nil, value, true
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	fl = &flight[V]{waiters: 1, cancel: cancel, done: make(chan struct{})}
	if reflexive(key) {
		if m.flights.m == nil {
			m.flights.m = make(map[K]*flight[V])
		}
		m.flights.m[key] = fl
	}
	go m.fly(ctx, key, fl, f)
	return fl, value, false
}

// reflexive reports whether key is equal to itself; otherwise no other caller
// can ask for it, nor can it be taken out of a map.
func reflexive[K comparable](key K) bool {
	same := key
	return key == same
}

func (m *Map[K, V]) fly(ctx context.Context, key K, fl *flight[V], f func(context.Context) (V, error)) {
	defer fl.cancel()
	defer m.land(key, fl)
	fl.err = errGoexit
	defer func() {
		if p := recover(); p != nil {
			fl.panic = &PanicError{p, debug.Stack()}
		}
	}()
	value, err := f(ctx)
	if err == nil {
		m.flights.mu.Lock()
		abandoned := fl.waiters == 0
		m.flights.mu.Unlock()
		if !abandoned {
			value, _ = m.LoadOrStore(key, value)
		}
	}
	fl.value, fl.err = value, err
}

// land takes the flight out and wakes everyone who waits for it. The value is
// stored by now, so who comes later finds it.
func (m *Map[K, V]) land(key K, fl *flight[V]) {
	m.flights.mu.Lock()
	if m.flights.m[key] == fl {
		delete(m.flights.m, key)
	}
	m.flights.mu.Unlock()
	close(fl.done)
}

// alight leaves the flight. The last one out ends it: who asks from now on
// starts another.
func (m *Map[K, V]) alight(key K, fl *flight[V]) {
	m.flights.mu.Lock()
	defer m.flights.mu.Unlock()
	if fl.waiters--; fl.waiters > 0 {
		return
	}
	if m.flights.m[key] == fl {
		delete(m.flights.m, key)
	}
	fl.cancel()
}
