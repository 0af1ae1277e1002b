package background

import "time"

// Ticker changes its state in a goroutine of its own.
type Ticker struct {
	state map[string]int
}

// NewTicker returns one that does nothing yet.
func NewTicker() *Ticker { return &Ticker{state: make(map[string]int)} }

// Start starts the goroutine.
func (p *Ticker) Start() {
	go p.loop()
}

func (p *Ticker) loop() {
	for range 100 {
		time.Sleep(time.Microsecond)
		p.state["ticks"]++
	}
}

// Value is where it stands.
func (p *Ticker) Value() int {
	return p.state["ticks"]
}
