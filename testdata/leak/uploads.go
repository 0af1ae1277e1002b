package uploads

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"drive"
)

// A fakeStore refuses every part, once two are under way.
type fakeStore struct{ parts *atomic.Int32 }

func newStore() fakeStore { return fakeStore{new(atomic.Int32)} }

func (fakeStore) Start(context.Context, string) (string, error) { return "id", nil }

func (s fakeStore) Part(context.Context, string, int, uint64) (string, error) {
	for s.parts.Add(1); s.parts.Load() < 2; {
		time.Sleep(time.Millisecond)
	}
	return "", errors.New("refused")
}

type fakeConn struct{}

func (fakeConn) Close() {}

func init() {
	p := drive.Package("uploads")
	ctx := context.Background()
	p.Leak("send", "Client_Put", func() {
		request, end := context.WithCancel(ctx)
		defer end()
		_, _ = (&Client{store: newStore(), retries: 1}).Put(request, "a", 9, 4)
	})
	p.Safe("Client_PutUntil", func() {
		_, _ = (&Client{store: newStore(), retries: 1}).PutUntil(ctx, "a", 9, 4)
	})
	p.Safe("Fleet_Close", func() { NewFleet(map[string]Conn{"a": fakeConn{}, "b": fakeConn{}}).Close() })
	p.Leak("waitgroup", "Fleet_CloseOpen", func() { NewFleet(map[string]Conn{"a": fakeConn{}, "b": nil}).CloseOpen() })
	p.Safe("Pool_Scan", func() {
		pool := &Pool{options: &Options{most: 2}, stop: make(chan struct{})}
		time.AfterFunc(5*time.Millisecond, func() { close(pool.stop) })
		pool.Scan([]int{1, 2, 3})
	})
	p.Leak("send", "Pool_Any", func() { new(Pool).Any([]int{2, 4, 6}) })
	p.Safe("Read", func() { Read(0, func() {}); Read(99, func() {}) })
	p.Leak("receive", "ReadSome", func() { ReadSome(0, func() {}) })
}
