package relay

import (
	"context"
	"sync"

	"drive"
)

func init() {
	p := drive.Package("relay")
	p.Safe("Put", func() {
		c := make(chan int, 2)
		Put(c, 1)
		PutContext(context.Background(), c, 2)
		Take(c)
		Finish(c)
		Discard(c)
	})
	p.Safe("Try", func() {
		c := make(chan int)
		Try(c, 1)
		Later(c)
		Take(c)
	})
	p.Safe("Locked", func() {
		var mu sync.Mutex
		Locked(&mu, func() {})
	})
	p.Safe("Feed_Close", func() {
		f := NewFeed()
		f.Next()
		f.Close()
	})
}
