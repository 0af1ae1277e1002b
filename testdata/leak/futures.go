package futures

import (
	"errors"
	"sync"
	"time"

	"drive"
)

func init() {
	p := drive.Package("futures")
	one := func() int { return 1 }
	two := func() (int, error) { return 2, nil }
	yes := func() (bool, error) { return true, nil }
	voters := []func() (bool, error){yes, yes, yes, yes, yes}
	p.Safe("Do", func() { _, _ = Do(two) })
	p.Leak("receive", "Run", func() { Run(nil) })
	p.Safe("Flight_Do", func() {
		f := &Flight{calls: make(map[string]*Call)}
		var wg sync.WaitGroup
		for range 3 {
			wg.Go(func() {
				_, _ = f.Do("k", func() (int, error) { time.Sleep(5 * time.Millisecond); return 1, nil })
			})
		}
		wg.Wait()
	})
	p.Safe("Hold", func() { Hold(time.Millisecond, func() { time.Sleep(5 * time.Millisecond) }) })
	p.Leak("send", "Vote", func() { Vote(voters) })
	p.Safe("VoteRest", func() { VoteRest(voters) })
	p.Safe("Lazy_Get", func() { l := NewLazy(one); l.Get(); l.Get() })
	p.Safe("NewLazy", func() { NewLazy(one) })
	p.Leak("send", "Later", func() { _, _ = Later(one, func() error { return errors.New("bad") }) })
}
