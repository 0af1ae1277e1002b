// Package limiter slows down clients that ask too often.
package limiter

import (
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// Bucket is what one client has left.
type Bucket struct {
	mu     sync.Mutex
	tokens int
	refill time.Time
}

func newBucket(n int) *Bucket { return &Bucket{tokens: n, refill: time.Now()} }

// Take takes a token.
func (b *Bucket) Take() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.tokens == 0 {
		return false
	}
	b.tokens--
	return true
}

// Limiter has a bucket a client.
type Limiter struct {
	mu      sync.RWMutex
	buckets map[string]*Bucket
	blocked map[string]time.Time
	size    int
}

// New returns a limiter with buckets of the size.
func New(size int) *Limiter {
	return &Limiter{buckets: make(map[string]*Bucket), blocked: make(map[string]time.Time), size: size}
}

func (l *Limiter) find(key string) *Bucket {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.buckets[key]
}

// Bucket returns the bucket of a client.
func (l *Limiter) Bucket(key string) *Bucket {
	if b := l.find(key); b != nil {
		return b
	}
	b := newBucket(l.size)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.buckets[key] = b // want "check-then-act: map l.buckets"
	return b
}

// BucketLocked returns the bucket of a client in one step.
func (l *Limiter) BucketLocked(key string) *Bucket {
	l.mu.Lock()
	defer l.mu.Unlock()
	b, ok := l.buckets[key]
	if !ok {
		b = newBucket(l.size)
		l.buckets[key] = b
	}
	return b
}

// Refill replaces a client's bucket by a full one, whatever it was.
func (l *Limiter) Refill(key string) {
	if l.find(key) == nil {
		return
	}
	l.mu.Lock()
	l.buckets[key] = newBucket(l.size)
	l.mu.Unlock()
}

// Block keeps a client out.
func (l *Limiter) Block(key string, until time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.blocked[key] = until
}

// blockedNow tells whether a client is kept out. The caller must hold l.mu.
func (l *Limiter) blockedNow(key string, now time.Time) bool {
	until, ok := l.blocked[key]
	if ok && now.After(until) {
		return false
	}
	return ok
}

// Allow tells whether a client may go on.
func (l *Limiter) Allow(key string) bool {
	l.mu.RLock()
	no := l.blockedNow(key, time.Now())
	l.mu.RUnlock()
	return !no && l.BucketLocked(key).Take()
}

// ServeHTTP answers whether the client may go on.
func (l *Limiter) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	host, _, _ := net.SplitHostPort(r.RemoteAddr)
	if l.blockedNow(host, time.Now()) { // want "inconsistent-guard: map l.blocked"
		http.Error(w, "blocked", http.StatusForbidden)
		return
	}
	if !l.Allow(host) {
		http.Error(w, "slow down", http.StatusTooManyRequests)
	}
}

// Visitors has a bucket a visitor in a sync.Map.
type Visitors struct {
	buckets sync.Map // string to *Bucket
	visits  sync.Map // string to int
	totals  sync.Map // string to *atomic.Int64
	seen    sync.Map // string to time.Time
}

// Bucket returns the visitor's bucket.
func (v *Visitors) Bucket(ip string) *Bucket {
	if b, ok := v.buckets.Load(ip); ok {
		return b.(*Bucket)
	}
	b := newBucket(5)
	v.buckets.Store(ip, b) // want "check-then-act: map v.buckets"
	return b
}

// BucketOnce returns the visitor's bucket.
func (v *Visitors) BucketOnce(ip string) *Bucket {
	if b, ok := v.buckets.Load(ip); ok {
		return b.(*Bucket)
	}
	b, _ := v.buckets.LoadOrStore(ip, newBucket(5))
	return b.(*Bucket)
}

// Visit counts a visit.
func (v *Visitors) Visit(ip string) {
	n := 0
	if old, ok := v.visits.Load(ip); ok {
		n = old.(int)
	}
	v.visits.Store(ip, n+1) // want "check-then-act: map v.visits"
}

// VisitSwapped counts a visit and tries again when it was overtaken.
func (v *Visitors) VisitSwapped(ip string) {
	for {
		old, ok := v.visits.LoadOrStore(ip, 1)
		if !ok || v.visits.CompareAndSwap(ip, old, old.(int)+1) {
			return
		}
	}
}

// Visits tells how many visits were counted.
func (v *Visitors) Visits(ip string) int {
	n, _ := v.visits.Load(ip)
	if n == nil {
		return 0
	}
	return n.(int)
}

// Total adds to the total of a group.
func (v *Visitors) Total(group string, n int64) int64 {
	total, _ := v.totals.LoadOrStore(group, new(atomic.Int64))
	return total.(*atomic.Int64).Add(n)
}

// Forget removes visitors with empty buckets and stores nothing.
func (v *Visitors) Forget() {
	v.buckets.Range(func(ip, b any) bool {
		if !b.(*Bucket).Take() {
			v.buckets.Delete(ip)
		}
		return true
	})
}

// Touch stores the time of the last visit and tells whether there were others.
func (v *Visitors) Touch(ip string, now time.Time) bool {
	_, known := v.visits.Load(ip)
	v.seen.Store(ip, now)
	return known
}
