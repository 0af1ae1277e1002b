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
	p.Leak("lock", "Bank_Transfer", func() {
		b := &Bank{holders: map[string]*Holder{"a": {balance: 1 << 60}, "b": {balance: 1 << 60}}}
		often(func() { _ = b.Transfer("a", "b", 1) }, func() { _ = b.Transfer("b", "a", 1) })
	})
	p.Leak("lock", "Rack_pass", func() {
		d := &Depot{shelves: map[string]*Rack{"a": {}, "b": {}}}
		often(func() { d.Shift("a", "b", 1) }, func() { d.Shift("b", "a", 1) })
	})
	together := func(f, g func()) {
		var wg sync.WaitGroup
		for _, h := range []func(){f, g} {
			wg.Go(func() {
				for range 1000 {
					h()
				}
			})
		}
		wg.Wait()
	}
	exchange := func() *Exchange {
		return &Exchange{books: map[string]*Book{"a": {}, "b": {}}, routes: map[int]*Route{1: {}, 2: {}}}
	}
	p.Safe("Exchange_Move", func() {
		x := exchange()
		together(func() { x.Move("a", "b", 1) }, func() { x.Move("b", "a", 1) })
	})
	p.Safe("Exchange_Merge", func() {
		x := exchange()
		together(func() { x.Merge("a", "b") }, func() { x.Merge("b", "a") })
	})
	p.Safe("Exchange_Join", func() {
		x := exchange()
		together(func() { x.Join(1, 2) }, func() { x.Join(2, 1) })
	})
	p.Safe("Exchange_Copy", func() {
		x := exchange()
		together(func() { x.Copy("a", "b") }, func() { x.Copy("b", "a") })
	})
	p.Safe("Exchange_Sort", func() {
		x := exchange()
		x.Sort([]*Book{{n: 3}, {n: 1}, {n: 2}})
	})
}
