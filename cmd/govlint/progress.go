package main

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"
)

// quiet is how long a run may take before it says how far it is.
const quiet = 2 * time.Second

// A progress rewrites one line on a terminal. The zero value, and one whose
// output is no terminal, prints nothing.
type progress struct {
	w     io.Writer
	start time.Time

	mu      sync.Mutex
	width   int // of what is on the line
	stopped bool
}

func startProgress(w io.Writer) *progress {
	p := &progress{start: time.Now()}
	if terminal(w) {
		p.w = w
	}
	return p
}

// update shows that done packages of all are analysed.
func (p *progress) update(done, all int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.w == nil || p.stopped || all == 0 || time.Since(p.start) < quiet {
		return
	}
	p.rewrite(fmt.Sprintf("analysed %d of %d packages", done, all))
}

// stop clears the line.
func (p *progress) stop() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.w != nil && p.width > 0 {
		p.rewrite("")
	}
	p.stopped = true
}

func (p *progress) rewrite(text string) {
	fmt.Fprintf(p.w, "\r%-*s\r%s", p.width, "", text)
	p.width = len(text)
}

// terminal reports whether w is a terminal that a person looks at.
func terminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok || os.Getenv("TERM") == "dumb" {
		return false
	}
	info, err := f.Stat()
	if err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return false
	}
	null, err := os.Stat(os.DevNull)
	return err != nil || !os.SameFile(info, null)
}
