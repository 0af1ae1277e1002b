// Package lines has goroutines that write beside each other.
package lines

import (
	"net/http"
	"sync"
	"sync/atomic"
)

// Each worker counts in its own element, eight to a cache line.
func countPerWorker(workers int, jobs <-chan string) []int64 {
	counts := make([]int64, workers)
	var wg sync.WaitGroup
	for i := range workers {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for j := range jobs {
				counts[i] += int64(len(j)) // want `false-sharing: each goroutine started at lines.go:16 keeps writing its own element of counts, but 8 of them share a cache line of 64 bytes`
			}
		}()
	}
	wg.Wait()
	return counts
}

type progress struct {
	done   int32
	failed int32
}

type scanner struct {
	progress [32]progress
}

func (s *scanner) run(parts [][]string, check func(string) bool) {
	var wg sync.WaitGroup
	for i, part := range parts {
		wg.Add(1)
		go s.scan(&wg, i, part, check)
	}
	wg.Wait()
}

func (s *scanner) scan(wg *sync.WaitGroup, worker int, part []string, check func(string) bool) {
	defer wg.Done()
	for _, p := range part {
		if check(p) {
			atomic.AddInt32(&s.progress[worker].done, 1) // want `false-sharing: each goroutine started at lines.go:40 keeps writing its own element of s.progress, but 8 of them share a cache line`
		}
	}
}

// A ring's two ends are written by a goroutine each.
type ring struct {
	buf  [64]string
	head atomic.Uint64
	tail atomic.Uint64
}

func (r *ring) produce(in <-chan string) {
	for s := range in {
		n := r.tail.Load()
		r.buf[n%64] = s
		r.tail.Store(n + 1) // want `false-sharing: head and tail of ring lie in one cache line, 1024 and 1032 bytes from its start, and two goroutines keep writing them, one each`
	}
}

func (r *ring) consume(out chan<- string) {
	for {
		n := r.head.Load()
		if n == r.tail.Load() {
			continue
		}
		out <- r.buf[n%64]
		r.head.Store(n + 1)
	}
}

func (r *ring) start(in <-chan string, out chan<- string) {
	go r.produce(in)
	go r.consume(out)
}

// A relay counts what it reads and writes, each in its goroutine.
type relay struct {
	name     string
	received uint64
	sent     uint64
}

func startRelay(in, out chan []byte) *relay {
	r := &relay{}
	go func() {
		for b := range in {
			atomic.AddUint64(&r.received, uint64(len(b)))
		}
	}()
	go func() {
		for b := range out {
			atomic.AddUint64(&r.sent, uint64(len(b))) // want `false-sharing: received and sent of relay lie in one cache line, 16 and 24 bytes from its start`
		}
	}()
	return r
}

// ok: counted in a local variable, stored once.
func okStoredOnce(workers int, jobs <-chan string) []int64 {
	counts := make([]int64, workers)
	var wg sync.WaitGroup
	for i := range workers {
		wg.Add(1)
		go func() {
			defer wg.Done()
			var n int64
			for j := range jobs {
				n += int64(len(j))
			}
			counts[i] = n
		}()
	}
	wg.Wait()
	return counts
}

// ok: an element fills its line.
type padded struct {
	n int64
	_ [56]byte
}

func okPadded(workers int, jobs <-chan string) {
	counts := make([]padded, workers)
	for i := range workers {
		go func() {
			for j := range jobs {
				counts[i].n += int64(len(j))
			}
		}()
	}
}

// ok: each goroutine makes its own slice.
func okOwn(workers int, jobs <-chan string) {
	for i := range workers {
		go func() {
			counts := make([]int64, workers)
			for j := range jobs {
				counts[i] += int64(len(j))
			}
		}()
	}
}

// ok: one goroutine only.
func okSingle(jobs <-chan string) {
	counts := make([]int64, 8)
	go func() {
		for j := range jobs {
			counts[len(j)%8]++
		}
	}()
}

// ok: each goroutine writes all over its part.
func okParts(data []byte, parts int) {
	n := len(data) / parts
	for p := range parts {
		go func() {
			for i := p * n; i < (p+1)*n; i++ {
				data[i] ^= 0xff
			}
		}()
	}
}

// ok: a line apart.
type okRing struct {
	head atomic.Uint64
	_    [64]byte
	tail atomic.Uint64
}

func (r *okRing) produce(in <-chan string) {
	for range in {
		r.tail.Add(1)
	}
}

func (r *okRing) consume(out chan<- string) {
	for {
		out <- ""
		r.head.Add(1)
	}
}

func (r *okRing) start(in <-chan string, out chan<- string) {
	go r.produce(in)
	go r.consume(out)
}

// ok: both are written by every request, which padding does not help.
type okServer struct {
	requests atomic.Uint64
	bytes    atomic.Uint64
}

func (s *okServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.requests.Add(1)
	for range r.Header {
		s.bytes.Add(1)
	}
}

// ok: two different rings.
func okTwo(in <-chan string, out chan<- string) {
	a, b := new(ring), new(ring)
	go a.produce(in)
	go b.consume(out)
}

// ok: one of the fields is only read.
type okReader struct {
	limit atomic.Int64
	used  atomic.Int64
}

func (r *okReader) start(in <-chan string) {
	go func() {
		for range in {
			r.used.Add(1)
		}
	}()
	go func() {
		for r.limit.Load() > 0 {
			continue
		}
	}()
}

// ok: a message of a stream each round costs more than a cache line.
type stream interface {
	Recv() ([]byte, error)
	Send([]byte) error
}

type okTunnel struct {
	in, out atomic.Int64
}

func (t *okTunnel) start(s stream, msgs [][]byte) {
	go func() {
		for {
			b, err := s.Recv()
			if err != nil {
				return
			}
			t.in.Add(int64(len(b)))
		}
	}()
	go func() {
		for _, b := range msgs {
			if s.Send(b) != nil {
				return
			}
			t.out.Add(int64(len(b)))
		}
	}()
}
