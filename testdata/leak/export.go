package export

import (
	"context"

	"drive"
)

func init() {
	p := drive.Package("export")
	const why = "the label stands at the call that makes the feed, whose goroutine belongs to another package"
	const count = "goroutineleak/relay.(*Feed).count"
	p.Alive("send", "Row", "goroutineleak/relay.Put", "the goroutine has frames in the other package alone", func() { _, _ = Row(true) })
	p.Safe("RowRoom", func() { _, _ = RowRoom(true) })
	p.Safe("RowContext", func() { _, _ = RowContext(context.Background(), true); _, _ = RowContext(ended(), false) })
	p.Leak("receive", "RowGivenUp", func() {
		for range 50 {
			RowGivenUp(ended())
		}
	})
	p.Safe("Tried", func() { Tried() })
	p.Safe("Later", func() { Later() })
	p.Leak("waitgroup", "Halves", func() { Halves(func() {}) })
	p.Safe("Both", func() { Both(func() {}) })
	p.Alive("lock", "Kept", "goroutineleak/relay.Locked", "the goroutine is blocked in the other package", func() { go Kept(new(int)) })
	p.Safe("Freed", func() { Freed(new(int)) })
	p.Safe("RowTaken", func() { RowTaken() })
	p.Safe("Drained", func() { Drained([]int{1, 2}) })
	p.Leak("range", "Undrained", func() { Undrained([]int{1, 2}) })
	p.Leak("lock", "Nested", func() { Nested(new(int)) })
	p.Safe("Flat", func() { Flat(new(int)) })
	p.Alive("unstopped", "Number", count, why, func() { Number() })
	p.Safe("NumberClosed", func() { NumberClosed() })
	p.Alive("unstopped", "Numbers", count, why, func() { _, _ = Numbers() })
	p.Safe("Open", func() { Open().Close() })
}

func ended() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	return ctx
}
