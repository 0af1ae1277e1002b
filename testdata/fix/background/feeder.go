package background

// Feeder changes its state in a goroutine of its own.
type Feeder struct {
	state map[string]int
}

// NewFeeder returns one that does nothing yet.
func NewFeeder() *Feeder { return &Feeder{state: make(map[string]int)} }

// Start starts the goroutine.
func (p *Feeder) Start() {
	go p.loop()
}

func (p *Feeder) loop() {
	for i := range 100 {
		if p.state["n"] < 50 {
			p.state["n"]++
		}
		p.state["i"] = i
	}
}

// Value is where it stands.
func (p *Feeder) Value() int {
	return p.state["n"]
}
