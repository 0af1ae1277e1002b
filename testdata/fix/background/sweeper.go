package background

import "strconv"

// Sweeper changes its state in a goroutine of its own.
type Sweeper struct {
	state map[string]int
}

// NewSweeper returns one that does nothing yet.
func NewSweeper() *Sweeper { return &Sweeper{state: make(map[string]int)} }

// Start starts the goroutine.
func (p *Sweeper) Start() {
	go p.loop()
}

func (p *Sweeper) loop() {
	for i := range 100 {
		delete(p.state, strconv.Itoa(i))
		p.state["done"] = i + 1
	}
}

// Value is where it stands.
func (p *Sweeper) Value() int {
	return p.state["done"]
}
