package broker

import "sync"

// A reader prints what comes in.
type reader struct {
	in   chan string
	show func(string)
}

func (r *reader) run() {
	for msg := range r.in {
		r.show(msg)
	}
}

// A Feed runs its readers from when it is started.
type Feed struct {
	mu      sync.Mutex
	started bool
	readers map[*reader]bool
}

// Join waits with the first messages for the start of the feed, which runs all
// the readers that it knows.
func (f *Feed) Join(first []string, show func(string)) {
	r := &reader{in: make(chan string), show: show}
	f.mu.Lock()
	if f.readers == nil {
		f.readers = make(map[*reader]bool)
	}
	f.readers[r] = true
	if f.started {
		go r.run()
	}
	f.mu.Unlock()
	for _, msg := range first {
		r.in <- msg
	}
}

// JoinAside does not tell the feed of its reader.
func (f *Feed) JoinAside(first []string, show func(string)) {
	r := &reader{in: make(chan string), show: show}
	f.mu.Lock()
	if f.started {
		go r.run()
	}
	f.mu.Unlock()
	for _, msg := range first {
		r.in <- msg // want "in"
	}
	close(r.in)
}

// Start runs the readers.
func (f *Feed) Start() {
	f.mu.Lock()
	defer f.mu.Unlock()
	for r := range f.readers {
		go r.run()
	}
	f.started = true
}

// Stop ends them.
func (f *Feed) Stop() {
	f.mu.Lock()
	defer f.mu.Unlock()
	for r := range f.readers {
		close(r.in)
	}
	f.readers = nil
}
