package background

// Mirror changes its state in a goroutine of its own.
type Mirror struct {
	state map[string]int
}

// NewMirror returns one that does nothing yet.
func NewMirror() *Mirror { return &Mirror{state: make(map[string]int)} }

// Start starts the goroutine.
func (p *Mirror) Start() {
	go p.loop()
}

func (p *Mirror) loop() {
	for i := range 100 {
		p.state["a"] = i
		p.state["b"] = i
	}
}

// Value is where it stands.
func (p *Mirror) Value() int {
	n, ok := p.state["b"]
	if !ok {
		return -1
	}
	return n
}
