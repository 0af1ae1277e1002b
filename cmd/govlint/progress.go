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

// A progress rewrites one line on a terminal. One whose output is no terminal
// prints nothing. It is safe for concurrent use.
type progress struct {
	w     io.Writer // nil when it is no terminal
	timer *time.Timer

	mu        sync.Mutex
	done, all int
	shown     bool // the quiet time is over
	stopped   bool
	width     int // of what is on the line
}

func startProgress(w io.Writer) *progress {
	p := new(progress)
	if terminal(w) {
		p.w = w
		p.timer = time.AfterFunc(quiet, p.show)
	}
	return p
}

// show begins to print.
func (p *progress) show() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.shown = true
	p.print()
}

// update shows that done packages of all are analysed.
func (p *progress) update(done, all int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.done, p.all = done, all
	p.print()
}

func (p *progress) print() {
	if p.w == nil || !p.shown || p.stopped {
		return
	}
	if p.all == 0 {
		p.rewrite("loading packages")
		return
	}
	p.rewrite(fmt.Sprintf("analysed %d of %d packages", p.done, p.all))
}

// stop clears the line.
func (p *progress) stop() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.timer != nil {
		p.timer.Stop()
	}
	if p.width > 0 {
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
