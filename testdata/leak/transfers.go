package transfers

import (
	"sync"

	"drive"
)

// often calls functions at once, again and again, until they meet.
func often(fs ...func()) {
	for _, f := range fs {
		go func() {
			for {
				f()
			}
		}()
	}
}

func init() {
	p := drive.Package("transfers")
	p.Leak("lock", "Pair_ToRight", func() {
		pair := new(Pair)
		often(func() { pair.ToRight(1) }, func() { pair.ToLeft(1) })
	})
	p.Safe("Ordered_Shift", func() {
		o := new(Ordered)
		for range 1000 {
			o.Shift(1)
		}
	})
	p.Safe("Move", func() {
		a, b := &Account{id: 1}, &Account{id: 2}
		var wg sync.WaitGroup
		wg.Go(func() {
			for range 1000 {
				Move(a, b, 1)
			}
		})
		wg.Go(func() {
			for range 1000 {
				Move(b, a, 1)
			}
		})
		wg.Wait()
	})
	p.Safe("Gated_Shift", func() {
		g := new(Gated)
		for range 1000 {
			g.Shift(1)
		}
	})
	p.Safe("Cautious_Shift", func() {
		c := new(Cautious)
		for range 1000 {
			c.Shift(1)
		}
	})
	p.Leak("lock", "Owner_label", func() {
		r := &Registry{names: make(map[string]*Owner)}
		o := &Owner{reg: r, name: "o"}
		r.names["o"], r.names["p"] = o, o
		often(func() { r.Describe() }, func() { o.Rename("q") })
	})
}
