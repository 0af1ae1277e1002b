package atomics

import (
	"container/list"
	"errors"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"
	"unsafe"

	"drive"
)

func TestRace_proxy_Stats(t *testing.T) {
	p := newProxy()
	drive.Together(drive.Serve(p, "GET", "/orders", ""), func() { p.Stats() })
}

func TestRace_proxy_Reset(t *testing.T) {
	p := newProxy()
	failing := httptest.NewRequest("GET", "/orders", nil)
	failing.URL.Path = ""
	drive.Together(func() { p.ServeHTTP(nil, failing) }, p.Reset)
}

func TestSafe_proxy(t *testing.T) {
	p := newProxy()
	drive.Together(drive.Serve(p, "GET", "/orders", ""), func() { p.idle() })
}

func TestRace_breaker_Trip(t *testing.T) {
	b := new(breaker)
	drive.Together(b.Trip, func() { b.open() })
}

func TestRace_sampler_Observe(t *testing.T) {
	s := new(sampler)
	drive.Together(s.Observe, func() { s.flush() })
}

func TestRace_Stale(t *testing.T) {
	drive.Together(reload, func() { Stale(3) })
}

func TestRace_histogram_Total(t *testing.T) {
	h := &histogram{sum: make([]int64, 16)}
	drive.Together(func() { h.Observe(1, 20) }, func() { h.Total() })
}

func TestRace_histogram_SumAt(t *testing.T) {
	h := &histogram{sum: make([]int64, 16)}
	drive.Together(func() { h.Observe(1, 20) }, func() { h.SumAt(1) })
}

func TestSafe_histogram(t *testing.T) {
	h := &histogram{sum: make([]int64, 16)}
	drive.Together(func() { h.Observe(1, 20) }, func() { h.okSize() })
}

func TestRace_queue_Push(t *testing.T) {
	q := &queue{items: make(chan string, 8)}
	q.start()
	drive.Once(func() {
		for range 100 {
			q.Push("order")
		}
	})
	q.Close()
}

func TestRace_queue_Closed(t *testing.T) {
	q := &queue{items: make(chan string)}
	drive.Together(q.Close, func() { q.Closed() })
}

func TestSafe_once(t *testing.T) {
	o := new(once)
	n := 0
	drive.Together(func() { o.do(func() { n++ }) })
	if n != 1 {
		t.Fatalf("done %d times", n)
	}
}

func TestSafe_registry(t *testing.T) {
	r := &registry{names: make(map[string]string)}
	drive.Together(func() { r.add("eu", "Europe") }, func() { r.okSnapshot() }, func() { r.changedSince(3) })
}

func TestSafe_writer(t *testing.T) {
	w := new(writer)
	in := make(chan []byte)
	w.start(in)
	drive.Together(func() { in <- []byte("line") }, func() { w.Position() })
	close(in)
}

func TestSafe_batch(t *testing.T) {
	job := func() error { return nil }
	drive.Together(func() {
		if n := new(batch).okRun([]func() error{job, job, job}); n != 3 {
			t.Errorf("%d done", n)
		}
	})
}

func TestSafe_poller(t *testing.T) {
	p, q := newPoller(time.Millisecond), defaultPoller()
	drive.Together(func() { p.SetInterval(time.Millisecond) }, func() { q.SetInterval(time.Millisecond) }, p.okHelper, func() { bump(&q.hits) })
}

func TestRace_poller_Hits(t *testing.T) {
	p := new(poller)
	drive.Together(p.okHelper, func() { p.Hits() })
}

func TestSafe_forget(t *testing.T) {
	p := new(poller)
	p.okForget()
	p.ResetForTest()
}

func TestSafe_gateway(t *testing.T) {
	g := new(gateway)
	drive.Together(func() { g.receive(1) }, func() { g.Sent(1) })
}

func TestRace_gateway_Received(t *testing.T) {
	g := new(gateway)
	drive.Together(func() { g.receive(1) }, func() { g.Received() })
}

func TestSafe_usage(t *testing.T) {
	c := new(counted)
	drive.Together(func() { c.call(nil) }, func() { Rate(c) })
	c.call(errors.New("failed"))
}

func TestSafe_weights(t *testing.T) {
	s := new(subscription)
	sum := func(s *subscription) { _ = atomic.LoadInt32(&s.weight) }
	drive.Together(func() { s.Weigh(2) }, func() { Announce(s, 3, true, sum) }, func() { Announce(s, 3, false, sum) })
}

func TestSafe_index(t *testing.T) {
	x := new(index)
	drive.Together(
		func() { x.mu.Lock(); x.SetFirstLocked(4); x.mu.Unlock() },
		func() { x.Trim(3) }, func() { x.First() },
	)
}

func TestSafe_limits(t *testing.T) {
	l := &limits{max: 4}
	drive.Together(func() { l.allow(3) }, func() { l.okMax() })
}

func TestSafe_site(t *testing.T) {
	s, h := new(site), new(hub)
	drive.Together(func() { s.add(1) }, func() { h.add(1) }, func() { h.sendTo(1) })
}

func TestRace_hub_Outgoing(t *testing.T) {
	h := new(hub)
	drive.Together(func() { h.sendTo(1) }, func() { h.Outgoing() })
}

func TestSafe_shard(t *testing.T) {
	s := new(shard)
	s.Load(3)
	drive.Together(s.Skip, s.Rewind, func() { s.Jump(4) }, func() { s.Behind(2) })
}

func TestRace_shard_Last(t *testing.T) {
	s := new(shard)
	drive.Together(s.Skip, func() { s.Last() })
}

func TestSafe_inbox(t *testing.T) {
	b := &inbox{in: make(chan *message)}
	go func() {
		for {
			b.in <- new(message)
		}
	}()
	drive.Together(func() { b.Receive().Ack() }, func() { b.Pending() }, func() { b.Fill(new(message)) })
}

func TestRace_inbox_Acked(t *testing.T) {
	b := &inbox{last: new(message)}
	drive.Together(func() { b.Latest().Ack() }, func() { b.Acked() })
}

func TestSafe_client(t *testing.T) {
	c := new(client)
	done := make(chan bool)
	go func() {
		defer close(done)
		for range 100 {
			c.Serve(5)
		}
	}()
	drive.Together(func() { c.Rate() })
	<-done
}

func TestLost_tally_hit(t *testing.T) {
	var n tally
	n.hit()
	lost(t, n.hits)
}

func TestLost_miss(t *testing.T) {
	var n tally
	miss(n)
	lost(t, n.misses)
}

func lost(t *testing.T, counted uint64) {
	t.Helper()
	if counted != 0 {
		t.Fatalf("counted %d: nothing is lost", counted)
	}
}

func TestArrives_tally_rate(t *testing.T) {
	n := new(tally)
	drive.Together(n.record, func() { n.rate() })
}

func TestLost_resetAll(t *testing.T) {
	all := []tally{{hits: 7}}
	resetAll(all)
	if all[0].hits == 0 {
		t.Fatal("the element was reset")
	}
}

func TestLost_tenants_count(t *testing.T) {
	s := &tenants{byName: map[string]tally{"eu": {}}}
	s.count("eu")
	lost(t, s.byName["eu"].hits)
}

func TestLost_swapHead(t *testing.T) {
	s, n := new(stack), new(node)
	if !swapHead(s.head, n) {
		t.Fatal("nothing was swapped")
	}
	if s.head == unsafe.Pointer(n) {
		t.Fatal("the node is on the stack")
	}
}

func TestLost_stack_Publish(t *testing.T) {
	s := new(stack)
	s.Publish(new(node))
	if s.head != nil {
		t.Fatal("the node is on the stack")
	}
}

func TestRace_stack_Publish(t *testing.T) {
	s := new(stack)
	drive.Together(func() { s.Publish(new(node)) }, func() { s.okPush(new(node)) })
}

func TestSafe_copies(t *testing.T) {
	job := func() {}
	drive.Together(func() {
		s := &tenants{byName: map[string]tally{"eu": {}}}
		s.okCount("eu")
		all := []tally{{hits: 1}}
		okElement(all)
		okPassed(all[0].okWith(2), func(n *tally) { n.record() })
		if s.byName["eu"].hits != 1 || all[0].hits != 0 || okShared([]func(){job, job}) != 2 {
			t.Error("a count was lost")
		}
	})
	shared := okSlices{counts: make([]uint64, 1)}
	ref := okRef{t: new(tally)}
	drive.Together(func() { shared.okAdd(0) }, ref.okHit)
	if atomic.LoadUint64(&shared.counts[0]) != ref.t.hits {
		t.Error("a count was lost")
	}
}

// On 386, an operation on what is not aligned panics.
func misaligned(t *testing.T, f func()) {
	t.Helper()
	defer func() {
		if recover() == nil {
			t.Fatal("nothing panicked")
		}
	}()
	f()
}

func TestPanics_meter_add(t *testing.T) { misaligned(t, func() { new(meter).add(1) }) }

func TestPanics_meter_accept(t *testing.T) { misaligned(t, func() { new(meter).accept() }) }

func TestPanics_bridge_link(t *testing.T) { misaligned(t, func() { new(bridge).send(1) }) }

func TestPanics_table_slots(t *testing.T) {
	misaligned(t, func() { (&table{slots: make([]slot, 2)}).slots[1].hit() })
}

func TestPanics_table_hitAt(t *testing.T) {
	misaligned(t, func() { (&table{slots: make([]slot, 2)}).hitAt(1) })
}

func TestPanics_ring_advance(t *testing.T) { misaligned(t, func() { new(ring).advance(0) }) }

// On 386, an int has four bytes, and the next field ends up with the rest.
func TestPanics_gauge_count(t *testing.T) {
	all := [2]struct {
		gauge
		next int32
	}{}
	misaligned(t, func() {
		all[0].total = -1
		all[0].count()
		if all[0].next != 0 {
			panic("overwritten")
		}
	})
}

func TestLost_gauge_raise(t *testing.T) {
	g := &gauge{level: -1}
	g.raise(1)
	if g.limit == 0 {
		t.Fatal("the limit is as it was")
	}
}

func TestLost_clock_tick(t *testing.T) {
	c := &clock{now: 1<<32 - 1}
	c.tick()
	if c.now == 1<<32 {
		t.Fatal("all of it was added to")
	}
}

func TestSafe_width(t *testing.T) {
	h := &okHolder{}
	h.add(1)
	h.bump(3)
	(&okPointer{inner: new(okFirst)}).add(1)
	new(okFirst).add(1)
	new(okTyped).add(1)
	okCount()
	okElements(make([]int64, 3), 1)
	if new(okFloat).bits() != 0 || new(okState).load() != 0 || h.bytes != 1 {
		t.Fatal("not what was written")
	}
	new(link).send(1)
}

func newProfiler() *profiler { return &profiler{slots: map[string]*timing{"checkout": {}}} }

func TestRace_profiler_Slowest(t *testing.T) {
	p := newProfiler()
	var took atomic.Int64
	drive.Together(func() { p.Observe("checkout", took.Add(1)) }, func() { p.Slowest("checkout") })
}

func TestSafe_profiler(t *testing.T) {
	p := newProfiler()
	drive.Together(func() { p.Observe("checkout", 3) }, func() { p.Flush() })
}

func TestRace_backlog_Drop(t *testing.T) {
	b := &backlog{queue: list.New()}
	drive.Together(func() { b.Put([]byte("paid")) }, b.Drop)
}

func TestSafe_backlog(t *testing.T) {
	b := &backlog{queue: list.New()}
	drive.Together(func() { b.Put([]byte("paid")) }, b.Commit)
}

func TestSafe_minter(t *testing.T) {
	m := new(minter)
	drive.Together(func() { m.Mint() }, func() { m.Mint() })
}

func TestRace_dispenser_Take(t *testing.T) {
	for range 200 {
		d := new(dispenser)
		drive.Together(func() { d.Take() }, func() { d.Skip(2) })
	}
}

func TestRace_history_Lost(t *testing.T) {
	h := &history{now: new(reading)}
	drive.Together(func() { h.Lose(1) }, func() { h.Lost() })
}

func TestSafe_history(t *testing.T) {
	h := &history{now: new(reading)}
	drive.Together(func() { h.Send(1) }, h.Keep, func() { h.Rate() })
}

func TestRace_wire_heavy(t *testing.T) {
	w := newWire()
	drive.Together(func() { w.frames <- []byte("paid") }, func() { w.Busy() })
	w.Flush()
}

func TestSafe_wire(t *testing.T) {
	w := newWire()
	drive.Together(func() { w.frames <- []byte("paid") }, func() { w.Weight() })
	w.Flush()
}

func TestRace_closeAll(t *testing.T) {
	s := &shelf{parts: []*part{{refs: 1}}}
	drive.Together(func() { s.take(0) }, s.close)
}

func TestSafe_closeNew(t *testing.T) {
	parts, err := openParts([]string{"a"}, func(string) error { return nil })
	if err != nil {
		t.Fatal(err)
	}
	failing := func(name string) error {
		if name == "b" {
			return errors.New("no such part")
		}
		return nil
	}
	drive.Together(parts[0].acquire, func() { openBoth([]string{"a"}, []string{"a", "b"}, failing) })
}

func TestRace_handle_String(t *testing.T) {
	h := &handle{name: "journal"}
	drive.Together(func() {
		if h.acquire() {
			h.release()
		}
	}, func() { _ = h.String() })
}

func TestSafe_handle(t *testing.T) {
	h := &handle{name: "journal"}
	drive.Together(func() {
		if h.acquire() {
			h.release()
		}
	})
}

func TestSafe_bucket(t *testing.T) {
	b := &bucket{counts: make(map[string]*tick)}
	drive.Together(func() { b.Count("checkout") }, func() { b.Send(func(string, int64) {}) })
}

func TestRace_entry_total(t *testing.T) {
	l := &ledger{counts: map[string]*entry{"checkout": {}}}
	drive.Together(func() { l.Count("checkout") }, func() { l.Send(func(string, int64) {}) })
}

func TestSafe_CountNew(t *testing.T) {
	drive.Together(func() { CountNew([]string{"a", "b"}) })
}
