package daemons

import "time"

// A Poller asks in rounds. Its Stop forgets to tell.
type Poller struct {
	every   time.Duration
	quit    chan struct{}
	stopped bool
}

// NewPoller starts one.
func NewPoller(every time.Duration, ask func()) *Poller {
	p := &Poller{every: every, quit: make(chan struct{})}
	go p.run(ask)
	return p
}

func (p *Poller) run(ask func()) {
	for { // want "p.quit"
		select {
		case <-time.After(p.every):
			ask()
		case <-p.quit:
			return
		}
	}
}

// Stop says that it is stopped.
func (p *Poller) Stop() { p.stopped = true }

// A Prober is a Poller whose Stop tells.
type Prober struct {
	every time.Duration
	quit  chan struct{}
}

// NewProber starts one.
func NewProber(every time.Duration, ask func()) *Prober {
	p := &Prober{every: every, quit: make(chan struct{})}
	go p.run(ask)
	return p
}

func (p *Prober) run(ask func()) {
	for {
		select {
		case <-time.After(p.every):
			ask()
		case <-p.quit:
			return
		}
	}
}

// Stop tells it.
func (p *Prober) Stop() { close(p.quit) }

// A Ping is told through a function that gets its channel.
type Ping struct {
	every time.Duration
	quit  chan struct{}
}

// NewPing starts one.
func NewPing(every time.Duration, ask func()) *Ping {
	p := &Ping{every: every, quit: make(chan struct{})}
	go func() {
		for {
			select {
			case <-time.After(p.every):
				ask()
			case <-p.quit:
				return
			}
		}
	}()
	return p
}

// Stop lets another function tell.
func (p *Ping) Stop() { tell(p.quit) }

func tell(quit chan<- struct{}) { quit <- struct{}{} }

// A Gate opens never.
type Gate struct{ open chan struct{} }

// Behind runs f behind the gate.
func (g *Gate) Behind(f func()) {
	g.open = make(chan struct{})
	go func() {
		<-g.open // want "g.open"
		f()
	}()
}

// A Door is a Gate that opens.
type Door struct{ open chan struct{} }

// Behind runs f behind the door.
func (d *Door) Behind(f func()) {
	d.open = make(chan struct{})
	go func() {
		<-d.open
		f()
	}()
}

// Open opens it.
func (d *Door) Open() { close(d.open) }
