package background

// Poller changes its state in a goroutine of its own.
type Poller struct {
	state map[string]int
}

// NewPoller returns one that does nothing yet.
func NewPoller() *Poller { return &Poller{state: make(map[string]int)} }

// Start starts the goroutine.
func (p *Poller) Start() {
	go p.loop()
}

func (p *Poller) loop() {
	for range 100 {
		p.state["rounds"]++
	}
}

// Value is where it stands.
func (p *Poller) Value() int {
	return p.state["rounds"]
}
