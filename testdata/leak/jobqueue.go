package jobqueue

import (
	"context"
	"errors"
	"time"

	"drive"
)

func init() {
	p := drive.Package("jobqueue")
	bad := func() error { return errors.New("bad") }
	p.Leak("cond", "Mute_Take", func() {
		q := NewMute()
		go q.Take()
		time.Sleep(20 * time.Millisecond)
		q.Put("job")
	})
	p.Safe("Drain", func() { Drain([]string{"a", "b", "c"}, func(string) {}) })
	p.Leak("cond", "Gate", func() { _ = Gate(bad, func() {}) })
	p.Safe("GateAlways", func() { _ = GateAlways(bad, func() {}) })
	nop, slow := func() {}, func() { time.Sleep(20 * time.Millisecond) }
	p.Leak("cond", "Race", func() { Race(nop, slow) })
	p.Safe("RaceKept", func() {
		RaceKept(nop, slow)
		RaceKept(slow, nop)
	})
	p.Safe("Await", func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Millisecond)
		defer cancel()
		_ = Await(ctx, func() bool { return false })
	})
	p.Leak("cond", "Pair", func() { Pair(slow) })
	p.Safe("PairBoth", func() { PairBoth(slow) })
}
