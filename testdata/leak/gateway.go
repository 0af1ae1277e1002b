package gateway

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"time"

	"drive"
)

func serve(h http.Handler) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Millisecond)
	defer cancel()
	h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil).WithContext(ctx))
}

func slowly() string { time.Sleep(20 * time.Millisecond); return "page" }

func init() {
	p := drive.Package("gateway")
	table := map[string]string{"a": "1"}
	bad := errors.New("bad")
	p.Leak("receive", "Lookup", func() { Lookup(table, "b") })
	p.Safe("LookupAlways", func() { LookupAlways(table, "b") })
	p.Safe("LookupClosed", func() { LookupClosed(table, "a"); LookupClosed(table, "b") })
	p.Leak("send", "Report", func() { serve(Report(slowly)) })
	p.Safe("ReportRoom", func() { serve(ReportRoom(slowly)) })
	p.Leak("send", "Check", func() { _ = Check("", func(string) error { return nil }) })
	p.Safe("CheckFirst", func() {
		_ = CheckFirst("", func(string) error { return nil })
		_ = CheckFirst("x", func(string) error { return nil })
	})
	p.Safe("Poll", func() { Poll() })
	p.Leak("receive", "Wake", func() { Wake(time.Millisecond, func() {}) })
	p.Safe("WakeMade", func() { WakeMade(time.Millisecond, func() {}) })
	p.Safe("Merge", func() { Merge([]int{1, 2}, []int{3}) })
	p.Leak("receive", "Both", func() { _ = Both(func() error { return bad }, func() {}) })
	p.Safe("BothGuarded", func() {
		_ = BothGuarded(func() error { return bad }, func() {})
		_ = BothGuarded(func() error { return nil }, func() {})
	})
	p.Leak("send", "Admit", func() {
		_ = Admit(func() bool { time.Sleep(20 * time.Millisecond); return true }, time.Millisecond)
	})
}
