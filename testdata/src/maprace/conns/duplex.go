package conns

// A Frame is what a peer sends or is sent.
type Frame struct {
	Stream string
	Open   bool
	Body   []byte
}

// Duplex reads frames of many streams from one connection and reports what
// goes wrong with them.
type Duplex struct {
	in      <-chan Frame
	failed  <-chan string
	streams map[string]func(Frame)
	lost    []func(Frame)
}

// Start serves the connection until both channels are closed. done is called
// by each of its goroutines.
func (d *Duplex) Start(done func()) {
	go d.read(done)
	go d.report(done)
}

func (d *Duplex) read(done func()) {
	defer done()
	for f := range d.in {
		if f.Open {
			d.streams[f.Stream] = func(Frame) {} // want "unguarded: map d.streams"
		}
	}
}

func (d *Duplex) report(done func()) {
	defer done()
	for stream := range d.failed {
		if handle := d.streams[stream]; handle != nil {
			d.lost = append(d.lost, handle)
		}
	}
}

// Upgrade is a handshake: what its first goroutine has learned is the
// second's when it gets word.
type Upgrade struct {
	in     <-chan Frame
	ready  chan struct{}
	limits map[string]int
}

// Start reads the limits, and then applies them.
func (u *Upgrade) Start(apply func(string, int)) {
	go u.learn()
	go u.apply(apply)
}

func (u *Upgrade) learn() {
	defer close(u.ready)
	for f := range u.in {
		u.limits[f.Stream] = len(f.Body)
	}
}

func (u *Upgrade) apply(apply func(string, int)) {
	<-u.ready
	for stream, limit := range u.limits {
		apply(stream, limit)
	}
}

// Side is one end of a connection: it reads or it writes.
type Side struct {
	in    <-chan Frame
	sizes map[string]int
}

// Start serves the end that is asked for.
func (s *Side) Start(writes bool, done func()) {
	if writes {
		go s.write(done)
	} else {
		go s.read(done)
	}
}

func (s *Side) read(done func()) {
	defer done()
	for f := range s.in {
		s.sizes[f.Stream] += len(f.Body)
	}
}

func (s *Side) write(done func()) {
	defer done()
	for f := range s.in {
		s.sizes[f.Stream] -= len(f.Body)
	}
}

// Batch is read by two goroutines that have an object each.
type Batch struct {
	sizes map[string]int
}

func newBatch() *Batch { return &Batch{sizes: make(map[string]int)} }

func (b *Batch) count(in <-chan Frame, done func(*Batch)) {
	defer done(b)
	for f := range in {
		b.sizes[f.Stream]++
	}
}

// CountBoth counts the frames of two connections apart.
func CountBoth(a, b <-chan Frame, done func(*Batch)) {
	first, second := newBatch(), newBatch()
	go first.count(a, done)
	go second.count(b, done)
}
