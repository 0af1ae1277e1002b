package again

import "sync"

// Peaks are the highest values seen.
type Peaks struct {
	sums sync.Map // of int
}

// Record takes a value; negative ones count as none.
func (p *Peaks) Record(name string, value int) {
	loaded, ok := p.sums.Load(name)
	sum := 0
	if ok {
		sum = loaded.(int)
	}
	add := max(value, 0)
	p.sums.Store(name, sum+add)
}

// Sum is the sum of the values.
func (p *Peaks) Sum(name string) int {
	loaded, ok := p.sums.Load(name)
	if !ok {
		return -1
	}
	return loaded.(int)
}
