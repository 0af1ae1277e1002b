package main

import (
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
	"time"
)

func TestCheckGivesUp(t *testing.T) {
	open := make(chan struct{})
	target := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-open }))
	defer target.Close()
	for range 3 {
		if err := check(t.Context(), target.Client(), target.URL, time.Millisecond); err != errSlow {
			t.Errorf("got %v from a target that does not answer", err)
		}
	}
	close(open)
	if *hammer {
		wantNoCheckLeft(t)
	}
}

// wantNoCheckLeft fails when goroutines of check stay although every target has
// answered.
func wantNoCheckLeft(t *testing.T) {
	t.Helper()
	left := 0
	for range 100 {
		stacks := make([]byte, 1<<20)
		stacks = stacks[:runtime.Stack(stacks, true)]
		if left = strings.Count(string(stacks), "created by "+"example.com/shortlink.check "); left == 0 {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Errorf("%d goroutines of check are left", left)
}
