package pools

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync"
	"testing"

	"drive"
)

func TestRace_render(t *testing.T) {
	drive.Together(func() { render([]string{"a", "b"}) })
}

func TestArrives_header(t *testing.T) {
	drive.Together(func() { sum(header("Tenant")) })
}

func TestArrives_body(t *testing.T) {
	drive.Together(func() { sum(body("order")) })
}

// sum reads each byte in sight of the race detector.
func sum(b []byte) (n int) {
	for _, c := range b {
		n += int(c)
	}
	return n
}

// What is put back twice comes out twice.
func TestLost_again(t *testing.T) {
	drive.Eventually(t, func() bool {
		again(new(bytes.Buffer), true)
		return sharedBuffer()
	})
}

func TestLost_twice(t *testing.T) {
	drive.Eventually(t, func() bool {
		if twice(io.Discard, func() {}) == nil {
			t.Fatal("a function was encoded")
		}
		return sharedBuffer()
	})
}

// sharedBuffer takes all that the pool has, and reports whether two have the same.
func sharedBuffer() bool {
	had := make(map[any]bool)
	for range 4 {
		b := buffers.Get()
		if had[b] {
			return true
		}
		had[b] = true
	}
	return false
}

func TestRace_drain(t *testing.T) {
	drive.Together(func() {
		first := requests.Get().(*request)
		first.next = requests.Get().(*request)
		first.next.next = nil
		drain(first)
	})
}

func TestSafe_drain(t *testing.T) {
	drive.Together(func() {
		first := okDrainPool()
		first.next = okDrainPool()
		first.next.next = nil
		okDrain(first)
	})
}

func okDrainPool() *request { return new(request) }

func newCache() *cache {
	return &cache{all: make(map[string][]byte), out: make(chan []byte)}
}

func TestArrives_cache_remember(t *testing.T) {
	c := newCache()
	drive.Together(
		func() { c.remember(strings.NewReader("order")) },
		func() {
			c.mu.Lock()
			defer c.mu.Unlock()
			sum(c.last)
		},
	)
}

func TestArrives_cache_index(t *testing.T) {
	c := newCache()
	drive.Together(
		func() { c.index("latest", full(1)) },
		func() {
			c.mu.Lock()
			defer c.mu.Unlock()
			sum(c.all["latest"])
		},
	)
}

// full fills each buffer whatever its length: chunks are handed out empty.
func full(n int) io.Reader {
	for range n {
		b := make([]byte, 512)
		chunks.Put(&b)
	}
	return strings.NewReader(strings.Repeat("order ", 100))
}

func TestArrives_cache_publish(t *testing.T) {
	c := newCache()
	done := make(chan bool)
	go func() {
		defer close(done)
		for b := range c.out {
			sum(b)
		}
	}()
	drive.Together(func() { c.publish(full(1)) })
	close(c.out)
	<-done
}

func TestSafe_cache(t *testing.T) {
	c := newCache()
	drive.Together(func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.okRemember(strings.NewReader("order"))
	}, func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		sum(c.last)
	})
}

func TestSafe_buffers(t *testing.T) {
	drive.Together(
		func() { okString("order") },
		func() { okRounds(io.Discard, []any{"a", "b"}) },
		func() { okBranches(io.Discard, "order") },
		func() { okBranches(io.Discard, func() {}) },
		func() { okFlag(io.Discard, true) },
		func() { okFlag(io.Discard, false) },
		func() { okRenewed(io.Discard) },
		func() { okHandedOut().WriteString("mine") },
		func() { okNil(new(bytes.Buffer)) },
	)
}

func TestLost_page(t *testing.T) {
	drive.Eventually(t, func() bool { return page([]string{"ann"}) != "ann" })
}

func TestLost_signer_sign(t *testing.T) {
	s := &signer{digests: sync.Pool{New: func() any { return sha256.New() }}}
	first := s.sign([]byte("order"))
	drive.Eventually(t, func() bool { return !bytes.Equal(first, s.sign([]byte("order"))) })
}

func TestLost_export(t *testing.T) {
	drive.Eventually(t, func() bool {
		var out strings.Builder
		export(&out, []string{"a"})
		return out.String() != "a"
	})
}

func TestLost_distinct(t *testing.T) {
	drive.Eventually(t, func() bool {
		var out strings.Builder
		distinct(&out, []string{"a"})
		distinct(&out, []string{"b"})
		return strings.Count(out.String(), "a") > 1
	})
}

func TestLost_tag(t *testing.T) {
	drive.Eventually(t, func() bool { return tag([]string{"new"}) != "new" })
}

func TestSafe_emptied(t *testing.T) {
	s := &okSigner{digests: sync.Pool{New: func() any { return sha256.New() }}}
	first := s.sign([]byte("order"))
	drive.Together(func() {
		var rows, ids, sent strings.Builder
		okExport(&rows, []string{"a"})
		okDistinct(&ids, []string{"a"})
		if err := okSend(&sent, "a"); err != nil || sent.String() != "4\"a\"\n" {
			t.Error(err, sent.String())
		}
		if okPage([]string{"ann"}) != "ann" || okTag([]string{"new"}) != "new" || rows.String() != "a" || ids.String() != "a\n" || !bytes.Equal(first, s.sign([]byte("order"))) {
			t.Error("something was left in a pooled value")
		}
		okFixed(strings.NewReader("order"), io.Discard)
	})
}

const large = 1 << 20

func upload1(t *testing.T) {
	r := httptest.NewRequest("POST", "/", strings.NewReader(strings.Repeat("x", large)))
	upload(httptest.NewRecorder(), r)
}

// A large body stays with the buffer.
func TestLost_upload(t *testing.T) {
	drive.Eventually(t, func() bool {
		upload1(t)
		return buffers.Get().(*bytes.Buffer).Cap() >= large
	})
}

type transport struct{}

func (transport) RoundTrip(r *http.Request) (*http.Response, error) {
	return &http.Response{Body: io.NopCloser(strings.NewReader(strings.Repeat("x", large))), Request: r}, nil
}

func TestLost_fetch(t *testing.T) {
	c := &http.Client{Transport: transport{}}
	drive.Eventually(t, func() bool {
		if _, err := fetch(c, "http://orders/"); err != nil {
			t.Fatal(err)
		}
		return buffers.Get().(*bytes.Buffer).Cap() >= large
	})
}

func TestSafe_bounded(t *testing.T) {
	post := func() *http.Request { return httptest.NewRequest("POST", "/", strings.NewReader("order")) }
	drive.Together(
		func() { okUpload(httptest.NewRecorder(), post()) },
		func() { okLimited(post()) },
		func() { okDropped(post()) },
	)
}

func TestLost_newCodec(t *testing.T) {
	panics(t, func() { newCodec().encode([]string{"a"}) })
}

func TestLost_codec_scrap(t *testing.T) {
	c := &codec{encoders: sync.Pool{New: func() any { return new(strings.Builder) }}}
	drive.Eventually(t, func() (panicked bool) {
		defer func() { panicked = recover() != nil }()
		c.scrap(new(bytes.Buffer))
		c.encode([]string{"a"})
		return false
	})
}

func panics(t *testing.T, f func()) {
	t.Helper()
	defer func() {
		if recover() == nil {
			t.Fatal("nothing panicked")
		}
	}()
	f()
}

func TestSafe_types(t *testing.T) {
	c := new(okCodec)
	w := &okWriters{ws: sync.Pool{New: func() any { return new(bytes.Buffer) }}}
	drive.Together(
		func() { c.give(new(bytes.Buffer)); c.take().WriteString("a") },
		func() { w.give(new(bytes.Buffer)); io.WriteString(w.take(), "a") },
	)
}

func TestSafe_wait(t *testing.T) {
	drive.Together(func() {
		c := new(okCall)
		err := c.wait(func(c *okCall) { c.done <- errors.New("failed") })
		if err == nil {
			t.Error("the error was lost")
		}
	})
}

// allocates shows that f allocates in each run, all else that it does being free.
func allocates(t *testing.T, f func()) {
	t.Helper()
	if n := testing.AllocsPerRun(100, f); n < 1 {
		t.Fatalf("%v allocations in a run", n)
	}
}

type idle struct{ net.Conn }

func (idle) Read([]byte) (int, error) { return 0, io.EOF }

func TestLost_relay(t *testing.T) {
	var conn net.Conn = idle{}
	allocates(t, func() { relay(conn) })
}

func TestLost_geo_release(t *testing.T) {
	g, p := new(geo), point{1, 2}
	allocates(t, func() { g.release(p) })
}

func TestLost_geo_releaseAll(t *testing.T) {
	g, ids := new(geo), []string{strings.Repeat("a", 3)}
	allocates(t, func() { g.releaseAll(ids) })
}

func TestLost_geo_releaseID(t *testing.T) {
	g, id := new(geo), uint64(1<<40)
	plain := testing.AllocsPerRun(100, func() { go g.points.Put(&id); runtime.Gosched() })
	if n := testing.AllocsPerRun(100, func() { g.releaseID(id); runtime.Gosched() }); n <= plain {
		t.Fatalf("%v allocations in a run, %v with a pointer", n, plain)
	}
}

type silent struct{ net.PacketConn }

func (silent) ReadFrom([]byte) (int, net.Addr, error) { return 0, nil, io.EOF }

func TestSafe_values(t *testing.T) {
	g, s := new(geo), &store{m: make(map[string][]byte)}
	conn := silent{}
	m, ch, f := map[string]int{}, make(chan int), func() {}
	if n := testing.AllocsPerRun(100, func() {
		g.okShapes(m, ch, f, session{})
		g.okInterface(m)
		g.okEmpty()
	}); n >= 1 {
		t.Errorf("%v allocations in a run", n)
	}
	drive.Together(func() { readPacket(conn) }, func() { okKnown(nil) }, func() { okSaid(nil) }, func() { okGeneric(&g.points, 1) })
	okOther(s, []byte("a"))
}

func TestRace_worker_retire(t *testing.T) {
	c := newCrew(func(string, ...any) {})
	drive.Together(func() { c.idle.Get().(*worker).retire() }, func() {
		w := c.idle.Get().(*worker)
		w.okRun(func() {})
	})
}

func TestSafe_worker(t *testing.T) {
	c := newCrew(func(string, ...any) {})
	drive.Together(func() { c.idle.Get().(*worker).okRun(func() { panic("lost") }) }, func() {
		c.idle.Get().(*worker).okRun(func() {})
	})
}
