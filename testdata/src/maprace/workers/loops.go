package workers

// A Loop handles the events of its connections; each has one goroutine.
type Loop struct {
	events chan string
	conns  map[string]int
}

func (l *Loop) run() {
	for name := range l.events {
		l.conns[name]++
	}
}

func (l *Loop) poll() {
	for name := range l.events {
		l.conns[name]--
	}
}

// Loops share the work among several loops.
type Loops struct {
	loops []*Loop
	inUse map[string]int
	done  chan struct{}
}

// NewLoops makes n loops.
func NewLoops(n int) *Loops {
	ls := &Loops{inUse: make(map[string]int), done: make(chan struct{})}
	for range n {
		ls.loops = append(ls.loops, &Loop{events: make(chan string, 8), conns: make(map[string]int)})
	}
	return ls
}

func (ls *Loops) each(f func(l *Loop)) {
	for _, l := range ls.loops {
		f(l)
	}
}

func (ls *Loops) startRunning() {
	ls.each(func(l *Loop) {
		go l.run()
	})
}

func (ls *Loops) startPolling() {
	ls.each(func(l *Loop) {
		go l.poll()
	})
}

// Start runs or polls every loop, as the platform has it.
func (ls *Loops) Start(polled bool) {
	if polled {
		ls.startPolling()
		return
	}
	ls.startRunning()
}

// Send gives an event to the loop whose turn it is.
func (ls *Loops) Send(i int, name string) { ls.loops[i%len(ls.loops)].events <- name }

func (ls *Loops) startAdding(names []string) {
	go func() {
		for _, name := range names {
			ls.inUse[name]++ // want "unguarded: map ls.inUse"
		}
	}()
}

func (ls *Loops) startRemoving(names []string) {
	go func() {
		for _, name := range names {
			ls.inUse[name]-- // want "unguarded: map ls.inUse"
		}
	}()
}

// Replay does both, in two goroutines.
func (ls *Loops) Replay(names []string) {
	ls.startAdding(names)
	ls.startRemoving(names)
}

// Meters count either way, never both.
type Meters struct {
	counts map[string]int
}

func (m *Meters) startUp(names []string) {
	go func() {
		for _, name := range names {
			m.counts[name]++
		}
	}()
}

func (m *Meters) startDown(names []string) {
	go func() {
		for _, name := range names {
			m.counts[name]--
		}
	}()
}

// StartMeters counts the names up or down.
func StartMeters(names []string, down bool) {
	m := &Meters{counts: make(map[string]int)}
	if down {
		m.startDown(names)
	} else {
		m.startUp(names)
	}
}
