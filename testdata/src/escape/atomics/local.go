package atomics

import (
	"sync"
	"sync/atomic"
	"unsafe"
)

// A tally is passed around by value and counts in its copies.
type tally struct {
	hits   uint64
	misses uint64
}

func (t tally) hit() {
	atomic.AddUint64(&t.hits, 1) // want `atomic-local: atomic.AddUint64 works on a copy: t.hits is part of t, a receiver that is no pointer; nobody else ever sees what it writes`
}

func miss(t tally) {
	atomic.AddUint64(&t.misses, 1) // want `atomic-local: .*t.misses is part of t, a parameter that is no pointer to it`
}

func (t *tally) record() { atomic.AddUint64(&t.hits, 1) }

func (t tally) rate() uint64 {
	return atomic.LoadUint64(&t.hits) // want `atomic-local: .*the copy was made plainly, beside the atomic write at local.go`
}

// resetAll sets the loop's copies to zero.
func resetAll(all []tally) {
	for _, t := range all {
		atomic.StoreUint64(&t.hits, 0) // want `atomic-local: .*t is the loop's copy|atomic-local: .*the loop's copy of an element of all`
	}
}

type tenants struct{ byName map[string]tally }

func (s *tenants) count(name string) {
	t := s.byName[name]
	atomic.AddUint64(&t.hits, 1) // want `atomic-local: .*t.hits is part of t, a copy of s.byName\[name\]`
}

// A stack swaps the parameter instead of the head.
type node struct{ next unsafe.Pointer }

type stack struct{ head unsafe.Pointer }

func swapHead(head unsafe.Pointer, n *node) bool {
	n.next = head
	return atomic.CompareAndSwapPointer(&head, n.next, unsafe.Pointer(n)) // want `atomic-local: .*head is part of head, a parameter`
}

func (s *stack) Publish(n *node) {
	head := s.head                                // want `atomic-mixed: s.head is read plainly here and swapped atomically`
	atomic.StorePointer(&head, unsafe.Pointer(n)) // want `atomic-local: .*head is part of head, a copy of s.head`
}

// ok: through the pointer.
func (s *stack) okPush(n *node) bool {
	old := atomic.LoadPointer(&s.head)
	n.next = old
	return atomic.CompareAndSwapPointer(&s.head, old, unsafe.Pointer(n))
}

// ok: the copy is returned.
func (t tally) okWith(n uint64) tally {
	atomic.AddUint64(&t.hits, n)
	return t
}

// ok: the copy is stored again.
func (s *tenants) okCount(name string) {
	t := s.byName[name]
	atomic.AddUint64(&t.hits, 1)
	s.byName[name] = t
}

// ok: a local counter that goroutines share.
func okShared(jobs []func()) uint64 {
	var done uint64
	var wg sync.WaitGroup
	for _, job := range jobs {
		wg.Add(1)
		go func() {
			defer wg.Done()
			job()
			atomic.AddUint64(&done, 1)
		}()
	}
	wg.Wait()
	return atomic.LoadUint64(&done)
}

// ok: the element itself.
func okElement(all []tally) {
	for i := range all {
		t := &all[i]
		atomic.StoreUint64(&t.hits, 0)
	}
}

// ok: slices share their elements.
type okSlices struct{ counts []uint64 }

func (s okSlices) okAdd(i int) { atomic.AddUint64(&s.counts[i], 1) }

// ok: a pointer in a value leads to the original.
type okRef struct{ t *tally }

func (r okRef) okHit() { atomic.AddUint64(&r.t.hits, 1) }

// ok: its address goes elsewhere.
func okPassed(t tally, keep func(*tally)) {
	keep(&t)
	atomic.AddUint64(&t.hits, 1)
}
