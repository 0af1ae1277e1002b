package limiter

import (
	"testing"
	"time"

	"drive"
)

func TestSafe_Limiter(t *testing.T) {
	l := New(3)
	drive.Together(
		func() { l.BucketLocked("a") },
		func() { l.Refill("a") },
		func() { l.Block("b", time.Now().Add(time.Microsecond)) },
		func() { l.Allow("b") },
	)
}

func TestLost_Limiter_Bucket(t *testing.T) {
	drive.Eventually(t, func() bool {
		l := New(1)
		var a, b *Bucket
		drive.Once(func() { a = l.Bucket("a") }, func() { b = l.Bucket("a") })
		return a != b
	})
}

func TestRace_Limiter_ServeHTTP(t *testing.T) {
	l := New(3)
	drive.Together(drive.Serve(l, "GET", "/", ""), func() { l.Block("a", time.Now()) })
}

func TestSafe_Visitors(t *testing.T) {
	var v Visitors
	drive.Together(
		func() { v.BucketOnce("a") },
		func() { v.VisitSwapped("a") },
		func() { v.Visits("a") },
		func() { v.Total("a", 1) },
		func() { v.Touch("a", time.Now()) },
		v.Forget,
	)
	if n := v.Visits("a"); n != 600 {
		t.Errorf("counted %d visits, want 600", n)
	}
}

func TestLost_Visitors_Bucket(t *testing.T) {
	drive.Eventually(t, func() bool {
		var v Visitors
		var a, b *Bucket
		drive.Once(func() { a = v.Bucket("a") }, func() { b = v.Bucket("a") })
		return a != b
	})
}

func TestLost_Visitors_Visit(t *testing.T) {
	drive.Eventually(t, func() bool {
		var v Visitors
		drive.Together(func() { v.Visit("a") })
		return v.Visits("a") < 600
	})
}
