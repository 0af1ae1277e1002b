package workers

import (
	"context"
	"errors"
	"time"

	"drive"
)

func init() {
	p := drive.Package("workers")
	f := func(int) {}
	values := []int{1, 2, 3, 4, 5}
	fails := func(v int) error {
		if v == 2 {
			return errors.New("bad")
		}
		return nil
	}
	p.Safe("Compute", func() { Compute(values, f) })
	p.Alive("unstopped", "ComputeLost", "goroutineleak/workers.(*Pool).work", "the label stands at the call that makes the pool, where nothing is blocked", func() { ComputeLost(values, f) })
	p.Alive("unstopped", "ComputeValid", "goroutineleak/workers.(*Pool).work", "the label stands at the call that makes the pool, where nothing is blocked", func() { _ = ComputeValid(values, fails, f) })
	p.Safe("WithPool", func() { WithPool(2, func(q *Pool) { q.Submit(func() {}) }) })
	p.Safe("MakePool", func() {
		q, stop := MakePool(1)
		q.Submit(func() {})
		stop()
	})
	p.Safe("ComputeContext", func() {
		ComputeContext(context.Background(), values, f)
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Millisecond)
		defer cancel()
		ComputeContext(ctx, values, func(int) { time.Sleep(5 * time.Millisecond) })
	})
	p.Leak("send", "ComputeQuit", func() { ComputeQuit(values, fails) })
	p.Safe("ComputeOn", func() { ComputeOn(values, fails) })
	p.Safe("ComputeFill", func() { ComputeFill(values, f) })
	p.Leak("send", "ComputeFull", func() { ComputeFull(values, f) })
	p.Safe("Sum", func() { Sum(values); Sum(nil) })
	p.Alive("unstopped", "SumSome", "goroutineleak/workers.NewQueue.func1", "the label stands at the call that makes the queue, where nothing is blocked", func() { SumSome(nil) })
}
