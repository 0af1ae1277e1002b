// Package pipeline moves records through stages.
package pipeline

import (
	"bufio"
	"context"
	"errors"
	"io"
	"strconv"
	"sync"
)

// Find stops reading at the first match and leaves the reader behind.
func Find(in io.Reader, match func(string) bool) (string, bool) {
	lines := make(chan string)
	go func() {
		defer close(lines)
		for s := bufio.NewScanner(in); s.Scan(); {
			lines <- s.Text() // want "lines"
		}
	}()
	for line := range lines {
		if match(line) {
			return line, true
		}
	}
	return "", false
}

// FindCancelled tells the reader to stop.
func FindCancelled(ctx context.Context, in io.Reader, match func(string) bool) (string, bool) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	lines := make(chan string)
	go func() {
		defer close(lines)
		for s := bufio.NewScanner(in); s.Scan(); {
			select {
			case lines <- s.Text():
			case <-ctx.Done():
				return
			}
		}
	}()
	for line := range lines {
		if match(line) {
			return line, true
		}
	}
	return "", false
}

// FindDrained reads to the end after the match.
func FindDrained(in io.Reader, match func(string) bool) (found string, ok bool) {
	lines := make(chan string)
	go func() {
		defer close(lines)
		for s := bufio.NewScanner(in); s.Scan(); {
			lines <- s.Text()
		}
	}()
	for line := range lines {
		if !ok && match(line) {
			found, ok = line, true
		}
	}
	return found, ok
}

// FindDeferred drains in a deferred call.
func FindDeferred(in io.Reader, match func(string) bool) (string, bool) {
	lines := make(chan string)
	go func() {
		defer close(lines)
		for s := bufio.NewScanner(in); s.Scan(); {
			lines <- s.Text()
		}
	}()
	defer func() {
		for range lines {
		}
	}()
	for line := range lines {
		if match(line) {
			return line, true
		}
	}
	return "", false
}

// Numbers parses in a stage that ends at the first bad line without a close.
func Numbers(lines []string) []int {
	parsed := make(chan int)
	go func() {
		for _, line := range lines {
			n, err := strconv.Atoi(line)
			if err != nil {
				return
			}
			parsed <- n
		}
		close(parsed)
	}()
	var all []int
	for n := range parsed { // want "parsed"
		all = append(all, n)
	}
	return all
}

// NumbersClosed closes however the stage ends.
func NumbersClosed(lines []string) []int {
	parsed := make(chan int)
	go func() {
		defer close(parsed)
		for _, line := range lines {
			n, err := strconv.Atoi(line)
			if err != nil {
				return
			}
			parsed <- n
		}
	}()
	var all []int
	for n := range parsed {
		all = append(all, n)
	}
	return all
}

func generate(n int) <-chan int {
	out := make(chan int)
	go func() {
		defer close(out)
		for i := range n {
			out <- i
		}
	}()
	return out
}

func double(in <-chan int) <-chan int {
	out := make(chan int)
	go func() {
		defer close(out)
		for v := range in {
			out <- 2 * v
		}
	}()
	return out
}

// Doubles reads a pipeline whose stages close one after the other.
func Doubles(n int) int {
	sum := 0
	for v := range double(generate(n)) {
		sum += v
	}
	return sum
}

func count(out chan<- int, n int) {
	defer close(out)
	for i := range n {
		out <- i // want "out|values"
	}
}

// FirstOver abandons its source, which is a function of its own.
func FirstOver(limit int) int {
	values := make(chan int)
	go count(values, 1000)
	for v := range values {
		if v > limit {
			return v
		}
	}
	return 0
}

// Copy returns after the first direction, and the other has no reader.
func Copy(a, b io.ReadWriter) error {
	errc := make(chan error)
	relay := func(dst io.Writer, src io.Reader) {
		_, err := io.Copy(dst, src)
		errc <- err // want "errc"
	}
	go relay(a, b)
	go relay(b, a)
	return <-errc
}

// CopyBoth waits for both directions.
func CopyBoth(a, b io.ReadWriter) error {
	errc := make(chan error)
	go func() {
		_, err := io.Copy(a, b)
		errc <- err
	}()
	go func() {
		_, err := io.Copy(b, a)
		errc <- err
	}()
	return errors.Join(<-errc, <-errc)
}

// CopyOne returns after the first direction and has room for the other.
func CopyOne(a, b io.ReadWriter) error {
	errc := make(chan error, 1)
	go func() {
		_, err := io.Copy(a, b)
		errc <- err
	}()
	go func() {
		_, err := io.Copy(b, a)
		errc <- err
	}()
	return <-errc
}

// FanIn closes the merged channel when all sources have ended.
func FanIn(sources ...[]int) (sum int) {
	merged := make(chan int)
	var wg sync.WaitGroup
	for _, source := range sources {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for _, v := range source {
				merged <- v
			}
		}()
	}
	go func() {
		wg.Wait()
		close(merged)
	}()
	for v := range merged {
		sum += v
	}
	return sum
}

// FanInEarly returns at a negative value.
func FanInEarly(sources ...[]int) (sum int, err error) {
	merged := make(chan int)
	var wg sync.WaitGroup
	for _, source := range sources {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for _, v := range source {
				merged <- v // want "merged"
			}
		}()
	}
	go func() {
		wg.Wait() // also
		close(merged)
	}()
	for v := range merged {
		if v < 0 {
			return 0, errors.New("pipeline: negative")
		}
		sum += v
	}
	return sum, nil
}

// Windows sends in the last stage what an unbuffered pair of channels carries.
func Windows(values []int, size int) [][]int {
	in, out := make(chan int), make(chan []int)
	go func() {
		defer close(in)
		for _, v := range values {
			in <- v
		}
	}()
	go func() {
		defer close(out)
		var window []int
		for v := range in {
			if window = append(window, v); len(window) == size {
				out <- window
				window = nil
			}
		}
		if len(window) > 0 {
			out <- window
		}
	}()
	var all [][]int
	for w := range out {
		all = append(all, w)
	}
	return all
}
