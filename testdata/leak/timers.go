package timers

import (
	"context"
	"time"

	"drive"
)

func init() {
	p := drive.Package("timers")
	nop := func() {}
	const ms = time.Millisecond
	p.Leak("timer", "Inverted", func() { Inverted(nop) })
	p.Safe("Drained", func() { Drained(nop) })
	p.Safe("DrainedMaybe", func() { DrainedMaybe(nop) })
	p.Leak("timer", "Func", func() { Func(nop) })
	p.Safe("FuncDone", func() { FuncDone(nop) })
	p.Leak("timer", "Twice", func() { Twice(nil, ms) })
	p.Safe("Once", func() { Once(nil, ms); Once(ready(), time.Hour) })
	p.Safe("Reset", func() { Reset(ready(), ms) })
	p.Leak("timer", "Stopped", func() { Stopped(nop, 5*ms) })
	p.Safe("Sleep", func() {
		ctx, cancel := context.WithTimeout(context.Background(), ms)
		defer cancel()
		_ = Sleep(ctx, time.Hour)
		_ = Sleep(context.Background(), ms)
	})
	p.Safe("Idle", func() { Idle(nop) })
	p.Leak("timer", "Armed", func() { Armed(func() { time.Sleep(20 * ms) }, nop) })
	p.Safe("Ticks", func() { Ticks(3, ms) })
}

func ready() <-chan int {
	c := make(chan int, 2)
	c <- 1
	c <- 2
	return c
}
