// Package crawl counts goroutines with wait groups.
package crawl

import (
	"errors"
	"sync"
)

var errSkip = errors.New("crawl: skip")

// Visit leaves out Done when a page cannot be read.
func Visit(pages []string, read func(string) error) {
	var wg sync.WaitGroup
	for _, page := range pages {
		wg.Add(1)
		go func() {
			if err := read(page); err != nil {
				return
			}
			wg.Done()
		}()
	}
	wg.Wait() // want "wg"
}

// VisitDeferred counts down however it returns.
func VisitDeferred(pages []string, read func(string) error) {
	var wg sync.WaitGroup
	for _, page := range pages {
		wg.Add(1)
		go func() {
			defer wg.Done()
			if err := read(page); err != nil {
				return
			}
		}()
	}
	wg.Wait()
}

// VisitAhead counts all pages ahead and then leaves some out.
func VisitAhead(pages []string, want func(string) bool, read func(string)) {
	var wg sync.WaitGroup
	wg.Add(len(pages))
	for _, page := range pages {
		if !want(page) {
			continue
		}
		go func() {
			defer wg.Done()
			read(page)
		}()
	}
	wg.Wait() // want "wg"
}

// VisitAheadAll counts down for what it leaves out.
func VisitAheadAll(pages []string, want func(string) bool, read func(string)) {
	var wg sync.WaitGroup
	wg.Add(len(pages))
	for _, page := range pages {
		if !want(page) {
			wg.Done()
			continue
		}
		go func() {
			defer wg.Done()
			read(page)
		}()
	}
	wg.Wait()
}

// Rounds waits inside the loop for goroutines that it has yet to start.
func Rounds(hosts []string, ping func(string)) {
	var wg sync.WaitGroup
	wg.Add(len(hosts))
	for _, host := range hosts {
		go func() {
			defer wg.Done()
			ping(host)
		}()
		wg.Wait() // want "wg"
	}
}

// RoundsEach waits for each goroutine alone.
func RoundsEach(hosts []string, ping func(string)) {
	var wg sync.WaitGroup
	for _, host := range hosts {
		wg.Add(1)
		go func() {
			defer wg.Done()
			ping(host)
		}()
		wg.Wait()
	}
}

// ByValue counts down a copy.
func ByValue(hosts []string, ping func(string)) {
	var wg sync.WaitGroup
	for _, host := range hosts {
		wg.Add(1)
		go visitCopy(wg, host, ping)
	}
	wg.Wait() // want "wg"
}

func visitCopy(wg sync.WaitGroup, host string, ping func(string)) {
	defer wg.Done()
	ping(host)
}

// ByPointer counts down the one that is waited for.
func ByPointer(hosts []string, ping func(string)) {
	var wg sync.WaitGroup
	for _, host := range hosts {
		wg.Add(1)
		go visit(&wg, host, ping)
	}
	wg.Wait()
}

func visit(wg *sync.WaitGroup, host string, ping func(string)) {
	defer wg.Done()
	ping(host)
}

// Self waits for itself.
func Self(pages []string, read func(string), done func()) {
	var wg sync.WaitGroup
	for _, page := range pages {
		wg.Go(func() { read(page) })
	}
	wg.Add(1)
	go func() {
		defer wg.Done()
		wg.Wait() // want "wg"
		done()
	}()
}

// After waits outside of the group.
func After(pages []string, read func(string), done func()) {
	var wg sync.WaitGroup
	for _, page := range pages {
		wg.Go(func() { read(page) })
	}
	go func() {
		wg.Wait()
		done()
	}()
}

// Twice adds two for each goroutine that counts down once.
func Twice(pages []string, read func(string)) {
	var wg sync.WaitGroup
	for _, page := range pages {
		wg.Add(2)
		go func() {
			defer wg.Done()
			read(page)
		}()
	}
	wg.Wait() // want "wg"
}

// TwoParts adds two for two goroutines.
func TwoParts(pages []string, read, index func(string)) {
	var wg sync.WaitGroup
	for _, page := range pages {
		wg.Add(2)
		go func() {
			defer wg.Done()
			read(page)
		}()
		go func() {
			defer wg.Done()
			index(page)
		}()
	}
	wg.Wait()
}

// First returns an error without a wait; nobody is left blocked by that.
func First(pages []string, read func(string) error) error {
	var wg sync.WaitGroup
	errs := make(chan error, len(pages))
	for _, page := range pages {
		wg.Add(1)
		go func() {
			defer wg.Done()
			errs <- read(page)
		}()
	}
	for range pages {
		if err := <-errs; err != nil && !errors.Is(err, errSkip) {
			return err
		}
	}
	wg.Wait()
	return nil
}

// Limited bounds the readers by a channel with room for n.
func Limited(pages []string, n int, read func(string)) {
	var wg sync.WaitGroup
	slots := make(chan struct{}, max(n, 1))
	for _, page := range pages {
		wg.Add(1)
		slots <- struct{}{}
		go func() {
			defer wg.Done()
			defer func() { <-slots }()
			read(page)
		}()
	}
	wg.Wait()
}

// LimitedInside takes its slot in the goroutine.
func LimitedInside(pages []string, read func(string)) {
	var wg sync.WaitGroup
	slots := make(chan struct{}, 3)
	for _, page := range pages {
		wg.Add(1)
		go func() {
			defer wg.Done()
			slots <- struct{}{}
			defer func() { <-slots }()
			read(page)
		}()
	}
	wg.Wait()
}

// LimitedSkip keeps its slot when a page is left out.
func LimitedSkip(pages []string, want func(string) bool, read func(string)) {
	var wg sync.WaitGroup
	slots := make(chan struct{}, 2)
	for _, page := range pages {
		slots <- struct{}{} // want "slots"
		if !want(page) {
			continue
		}
		wg.Add(1)
		go func() {
			defer wg.Done()
			defer func() { <-slots }()
			read(page)
		}()
	}
	wg.Wait()
}

// LimitedGive gives the slot back.
func LimitedGive(pages []string, want func(string) bool, read func(string)) {
	var wg sync.WaitGroup
	slots := make(chan struct{}, 2)
	for _, page := range pages {
		slots <- struct{}{}
		if !want(page) {
			<-slots
			continue
		}
		wg.Add(1)
		go func() {
			defer wg.Done()
			defer func() { <-slots }()
			read(page)
		}()
	}
	wg.Wait()
}

// shards is how many parts a Frontier has.
var shards = 4

// A Frontier keeps the pages that are left, spread over parts.
type Frontier []*part

type part struct {
	mu    sync.Mutex
	pages []string
}

// NewFrontier makes an empty one.
func NewFrontier() Frontier {
	f := make(Frontier, shards)
	for i := range f {
		f[i] = new(part)
	}
	return f
}

// All collects the pages of every part; a Frontier has as many parts as it was made with.
func (f Frontier) All() []string {
	pages := make(chan string, 16)
	go func() {
		var wg sync.WaitGroup
		wg.Add(shards)
		for _, p := range f {
			go func() {
				defer wg.Done()
				p.mu.Lock()
				defer p.mu.Unlock()
				for _, page := range p.pages {
					pages <- page
				}
			}()
		}
		wg.Wait()
		close(pages)
	}()
	var all []string
	for page := range pages {
		all = append(all, page)
	}
	return all
}

// A Sitemap lists the pages of a site.
type Sitemap interface{ Pages() []string }

// Listed waits once for each page of the list from which it started them.
func Listed(site Sitemap, read func(string)) {
	done := make(chan string)
	for _, page := range site.Pages() {
		go func() {
			read(page)
			done <- page
		}()
	}
	for range site.Pages() {
		<-done
	}
}

// Mirrored waits once for each page of another list.
func Mirrored(site, mirror Sitemap, read func(string)) {
	done := make(chan string, len(site.Pages()))
	for _, page := range site.Pages() {
		go func() {
			read(page)
			done <- page
		}()
	}
	for range mirror.Pages() {
		<-done // want "done"
	}
}

// A Splitter cuts a site into parts, and says how many they are.
type Splitter interface {
	Split(most int) (parts []string, n int, err error)
}

// Parts waits for as many as there are.
func Parts(site Splitter, read func(string)) error {
	parts, n, err := site.Split(8)
	if err != nil {
		return err
	}
	done := make(chan string)
	for _, part := range parts {
		go func() {
			read(part)
			done <- part
		}()
	}
	for range n {
		<-done
	}
	return nil
}

// PartsMore waits for one more.
func PartsMore(site Splitter, read func(string)) error {
	parts, n, err := site.Split(8)
	if err != nil {
		return err
	}
	done := make(chan string)
	for _, part := range parts {
		go func() {
			read(part)
			done <- part
		}()
	}
	for i := 0; i <= n; i++ {
		<-done // want "done"
	}
	return nil
}
