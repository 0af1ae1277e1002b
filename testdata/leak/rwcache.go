package rwcache

import (
	"sync"

	"drive"
)

func init() {
	p := drive.Package("rwcache")
	p.Leak("lock", "Cache_Get", func() {
		c := &Cache{values: map[string]string{"a": "1", "b": "2"}}
		go func() {
			for {
				c.Pair("a", "b")
			}
		}()
		for {
			c.Set("a", "3")
		}
	})
	p.Safe("Store_Set", func() {
		s := NewStore(map[string]string{"a": "1", "b": "2"})
		var wg sync.WaitGroup
		wg.Go(func() {
			for range 1000 {
				s.Pair("a", "b")
			}
		})
		for range 1000 {
			s.Set("a", s.Get("a")[:1])
			s.Set("a", "33")
		}
		wg.Wait()
	})
	p.Leak("lock", "Lazy_Load", func() {
		l := &Lazy{values: make(map[string]int)}
		l.Load("a", func() int { return 1 })
	})
	p.Safe("Filled_Load", func() {
		f := &Filled{values: make(map[string]int)}
		f.Load("a", func() int { return 1 })
		f.Load("a", func() int { return 1 })
	})
	p.Leak("lock", "Stale_Touch", func() {
		s := &Stale{values: map[string]int{"a": 1}}
		s.Touch("b")
		s.Touch("a")
	})
	p.Safe("Table_Copy", func() {
		a, b := new(Table), new(Table)
		a.Add("x")
		a.Copy(b)
		a.Copy(a)
	})
}
