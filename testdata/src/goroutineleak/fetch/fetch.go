// Package fetch asks several servers and returns before all have answered.
package fetch

import (
	"context"
	"errors"
	"time"
)

// A Server answers a request, after a while.
type Server interface {
	Get(key string) (string, error)
}

var errTimeout = errors.New("fetch: timeout")

// First returns the answer of the fastest server and forgets the others.
func First(servers []Server, key string) string {
	replies := make(chan string)
	for _, s := range servers {
		go func() {
			v, _ := s.Get(key)
			replies <- v // want "replies"
		}()
	}
	return <-replies
}

// FirstBuffered has room for every answer.
func FirstBuffered(servers []Server, key string) string {
	replies := make(chan string, len(servers))
	for _, s := range servers {
		go func() {
			v, _ := s.Get(key)
			replies <- v // ok
		}()
	}
	return <-replies
}

// FirstDropped lets late answers go.
func FirstDropped(servers []Server, key string) string {
	replies := make(chan string, 1)
	for _, s := range servers {
		go func() {
			v, _ := s.Get(key)
			select {
			case replies <- v:
			default:
			}
		}()
	}
	return <-replies
}

// Timeout gives up after d; the answer then has no reader.
func Timeout(s Server, key string, d time.Duration) (string, error) {
	reply := make(chan string)
	go func() {
		v, _ := s.Get(key)
		reply <- v // want "reply"
	}()
	select {
	case v := <-reply:
		return v, nil
	case <-time.After(d):
		return "", errTimeout
	}
}

// TimeoutBuffered leaves the late answer in the buffer.
func TimeoutBuffered(s Server, key string, d time.Duration) (string, error) {
	reply := make(chan string, 1)
	go func() {
		v, _ := s.Get(key)
		reply <- v // ok
	}()
	select {
	case v := <-reply:
		return v, nil
	case <-time.After(d):
		return "", errTimeout
	}
}

// WithContext returns when the caller has gone.
func WithContext(ctx context.Context, s Server, key string) (string, error) {
	type answer struct {
		value string
		err   error
	}
	answers := make(chan answer)
	go func() {
		v, err := s.Get(key)
		answers <- answer{v, err} // want "answers"
	}()
	select {
	case a := <-answers:
		return a.value, a.err
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// WithContextBoth has both sides watch the context.
func WithContextBoth(ctx context.Context, s Server, key string) (string, error) {
	answers := make(chan string)
	go func() {
		v, _ := s.Get(key)
		select {
		case answers <- v:
		case <-ctx.Done():
		}
	}()
	select {
	case v := <-answers:
		return v, nil
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// Split has a channel for each outcome and reads one of them.
func Split(s Server, key string) (string, error) {
	values, errs := make(chan string), make(chan error)
	go func() {
		v, err := s.Get(key)
		if err != nil {
			errs <- err // ok: the select below takes either
			return
		}
		values <- v // ok
	}()
	select {
	case v := <-values:
		return v, nil
	case err := <-errs:
		return "", err
	}
}

// Probe forgets to return after the failure, so it sends twice.
func Probe(s Server, key string) error {
	done := make(chan error)
	go func() {
		if _, err := s.Get(key); err != nil {
			done <- err
		}
		done <- nil // want "done"
	}()
	return <-done
}

// ProbeOnce returns after the failure.
func ProbeOnce(s Server, key string) error {
	done := make(chan error)
	go func() {
		if _, err := s.Get(key); err != nil {
			done <- err
			return
		}
		done <- nil
	}()
	return <-done
}

// Fallback asks a second server, too; the buffer has room for only one answer
// beside the one that is read.
func Fallback(primary, second, third Server, key string) string {
	found := make(chan string, 1)
	ask := func(s Server) {
		v, _ := s.Get(key)
		found <- v // want "found"
	}
	go ask(primary)
	go ask(second)
	go ask(third)
	return <-found
}

// FallbackRoom has room for the two that come late.
func FallbackRoom(primary, second, third Server, key string) string {
	found := make(chan string, 2)
	ask := func(s Server) {
		v, _ := s.Get(key)
		found <- v
	}
	go ask(primary)
	go ask(second)
	go ask(third)
	return <-found
}

// All reads as many answers as it asked for.
func All(servers []Server, key string) []string {
	replies := make(chan string)
	for _, s := range servers {
		go func() {
			v, _ := s.Get(key)
			replies <- v
		}()
	}
	var all []string
	for range servers {
		all = append(all, <-replies)
	}
	return all
}

// FirstDrained reads the late answers in the background.
func FirstDrained(servers []Server, key string) string {
	if len(servers) == 0 {
		return ""
	}
	replies := make(chan string)
	for _, s := range servers {
		go func() {
			v, _ := s.Get(key)
			replies <- v
		}()
	}
	first := <-replies
	go func() {
		for range len(servers) - 1 {
			<-replies
		}
	}()
	return first
}

// FirstStopped tells the late ones to go.
func FirstStopped(servers []Server, key string) string {
	replies, stop := make(chan string), make(chan struct{})
	defer close(stop)
	for _, s := range servers {
		go func() {
			v, _ := s.Get(key)
			select {
			case replies <- v:
			case <-stop:
			}
		}()
	}
	return <-replies
}
