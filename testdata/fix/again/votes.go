package again

import "sync"

// Votes are counted by candidate.
type Votes struct {
	counts sync.Map // of int
}

// Cast counts a vote.
func (v *Votes) Cast(candidate string) {
	old, _ := v.counts.Load(candidate)
	n, _ := old.(int)
	v.counts.Store(candidate, n+1)
}

// Of is how many a candidate has.
func (v *Votes) Of(candidate string) int {
	n, _ := v.counts.Load(candidate)
	count, _ := n.(int)
	return count
}
