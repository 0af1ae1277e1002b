package deploy

import (
	"context"
	"errors"
	"time"

	"drive"
)

func init() {
	p := drive.Package("deploy")
	fine := func() error { return nil }
	fails := func() error { return errors.New("failed") }
	panics := func() error { panic("broken") }
	steps := []Step{fine, fails, fine}
	p.Safe("Run", func() { Run(fine, true); Run(fine, false) })
	p.Leak("receive", "RunAlways", func() { RunAlways(fine, false) })
	p.Safe("Notify", func() { Notify(true, func(string) {}); Notify(false, func(string) {}) })
	p.Safe("Count", func() { Count([]Step{fine, nil, fails}) })
	p.Leak("receive", "CountAll", func() { CountAll([]Step{fine, nil, fails}) })
	p.Safe("Both", func() { _ = Both(fine, fails) })
	p.Safe("Chain", func() { Chain(10, fine) })
	p.Safe("Must", func() { Must(fine) })
	p.Safe("Recover", func() { Recover(panics) })
	p.Leak("receive", "Unrecovered", func() { _ = Unrecovered(nil) })
	p.Safe("Slots", func() { Slots(steps, 2) })
	p.Safe("Token", func() { Token(steps) })
	p.Leak("receive", "TokenLost", func() { TokenLost([]Step{fails, fails, fails}) })
	p.Safe("Rollback", func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Millisecond)
		defer cancel()
		_ = Rollback(ctx, func(ctx context.Context) error { <-ctx.Done(); return nil })
	})
	p.Safe("Latest", func() { Latest([]int{1, 2, 3}) })
	p.Safe("Phases", func() { Phases(fine) })
	p.Leak("receive", "PhasesTwisted", func() { PhasesTwisted(fine) })
}
