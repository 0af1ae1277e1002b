// Package gateway answers requests by way of loops that own the state.
package gateway

import (
	"errors"
	"net/http"
	"time"
)

type request struct {
	key   string
	reply chan string
}

var errBusy = errors.New("gateway: busy")

// Lookup asks a loop that leaves some requests without an answer.
func Lookup(table map[string]string, key string) string {
	requests := make(chan request)
	go func() {
		for req := range requests { // also
			if v, ok := table[req.key]; ok {
				req.reply <- v
			}
		}
	}()
	defer close(requests)
	answer := make(chan string)
	requests <- request{key, answer}
	return <-answer // want "answer"
}

// LookupAlways asks a loop that answers every request.
func LookupAlways(table map[string]string, key string) string {
	requests := make(chan request)
	go func() {
		for req := range requests {
			req.reply <- table[req.key]
		}
	}()
	defer close(requests)
	answer := make(chan string)
	requests <- request{key, answer}
	return <-answer
}

// LookupClosed gets a closed channel where there is no answer.
func LookupClosed(table map[string]string, key string) (string, bool) {
	answer := make(chan string, 1)
	go func() {
		defer close(answer)
		if v, ok := table[key]; ok {
			answer <- v
		}
	}()
	v, ok := <-answer
	return v, ok
}

// Report writes a page in the background and gives up on slow ones.
func Report(render func() string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		page := make(chan string)
		go func() {
			page <- render() // want "page"
		}()
		select {
		case text := <-page:
			_, _ = w.Write([]byte(text))
		case <-r.Context().Done():
			http.Error(w, "gone", http.StatusServiceUnavailable)
		}
	}
}

// ReportRoom has room for the page that nobody waits for.
func ReportRoom(render func() string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		page := make(chan string, 1)
		go func() { page <- render() }()
		select {
		case text := <-page:
			_, _ = w.Write([]byte(text))
		case <-r.Context().Done():
			http.Error(w, "gone", http.StatusServiceUnavailable)
		}
	}
}

// Check returns before it reads when the name is empty.
func Check(name string, verify func(string) error) error {
	verdict := make(chan error)
	go func() { verdict <- verify(name) }() // want "verdict"
	if name == "" {
		return errors.New("gateway: no name")
	}
	return <-verdict
}

// CheckFirst looks at the name before it starts anything.
func CheckFirst(name string, verify func(string) error) error {
	if name == "" {
		return errors.New("gateway: no name")
	}
	verdict := make(chan error)
	go func() { verdict <- verify(name) }()
	return <-verdict
}

// Poll has an arm that is always ready beside the one that nobody serves.
func Poll() int {
	updates, ready := make(chan int), make(chan struct{})
	close(ready)
	out := make(chan int, 1)
	go func() {
		select {
		case v := <-updates:
			out <- v
		case <-ready:
			out <- 0
		}
	}()
	return <-out
}

// Wake waits for a channel that was never made.
func Wake(after time.Duration, wake func()) {
	var bell chan struct{}
	go func() {
		<-bell // want "bell"
		wake()
	}()
	time.Sleep(after)
}

// WakeMade makes the channel first.
func WakeMade(after time.Duration, wake func()) {
	bell := make(chan struct{})
	go func() {
		<-bell
		wake()
	}()
	time.Sleep(after)
	close(bell)
}

// Merge switches off what has ended with a nil channel, which is the way to do it.
func Merge(left, right []int) []int {
	a, b := stream(left), stream(right)
	var all []int
	for a != nil || b != nil {
		select {
		case v, ok := <-a:
			if !ok {
				a = nil
				continue
			}
			all = append(all, v)
		case v, ok := <-b:
			if !ok {
				b = nil
				continue
			}
			all = append(all, v)
		}
	}
	return all
}

func stream(values []int) <-chan int {
	out := make(chan int)
	go func() {
		defer close(out)
		for _, v := range values {
			out <- v
		}
	}()
	return out
}

// Both waits for two parts of which the second is skipped on a failure.
func Both(head func() error, body func()) error {
	ready := make(chan error)
	go func() {
		err := head()
		ready <- err
		if err != nil {
			return
		}
		body()
		ready <- nil
	}()
	err := <-ready
	<-ready // want "ready"
	return err
}

// BothGuarded waits for the second part only if there is one.
func BothGuarded(head func() error, body func()) error {
	ready := make(chan error)
	go func() {
		err := head()
		ready <- err
		if err != nil {
			return
		}
		body()
		ready <- nil
	}()
	if err := <-ready; err != nil {
		return err
	}
	return <-ready
}

// Admit refuses when the loop is busy, and never reads the loop's last word.
func Admit(slow func() bool, limit time.Duration) error {
	admitted := make(chan bool)
	go func() {
		admitted <- slow() // want "admitted"
	}()
	timer := time.NewTimer(limit)
	defer timer.Stop()
	select {
	case ok := <-admitted:
		if ok {
			return nil
		}
		return errBusy
	case <-timer.C:
		return errBusy
	}
}
