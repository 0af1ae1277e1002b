package background

import "strconv"

// Counts changes its state in a goroutine of its own.
type Counts struct {
	state map[string]int
}

// NewCounts returns one that does nothing yet.
func NewCounts() *Counts { return &Counts{state: make(map[string]int)} }

// Start starts the goroutine.
func (p *Counts) Start() {
	go p.loop()
}

func (p *Counts) loop() {
	for i := range 100 {
		p.state[strconv.Itoa(i)]++
	}
}

// Value is where it stands.
func (p *Counts) Value() int {
	return len(p.state)
}
