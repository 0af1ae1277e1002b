package broker

import "sync"

// A turn is what a Switch tells of.
type turn bool

// A Switch tells its watchers of each turn.
type Switch struct {
	mu       sync.Mutex
	watchers []chan turn
}

// watch keeps a turn for a reader that is slow. Nobody closes its channel.
func (s *Switch) watch() <-chan turn {
	turns, kept := make(chan turn), make(chan turn, 1)
	go func() {
		for t := range turns {
			select {
			case kept <- t:
			default: // the reader has one yet
			}
		}
	}()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.watchers = append(s.watchers, turns)
	return kept
}

// OnTurn calls back for the first turn.
func (s *Switch) OnTurn(first func(on bool)) {
	turns := s.watch()
	go func() { first(bool(<-turns)) }()
}

// A level is what a Dial tells of.
type level int

// A Dial tells its watchers of each level, until it is closed.
type Dial struct {
	mu       sync.Mutex
	watchers []chan level
}

// watch does not tell its reader of the end.
func (d *Dial) watch() <-chan level {
	levels, kept := make(chan level), make(chan level, 1)
	go func() {
		for l := range levels {
			select {
			case kept <- l:
			default: // the reader has one yet
			}
		}
	}()
	d.mu.Lock()
	defer d.mu.Unlock()
	d.watchers = append(d.watchers, levels)
	return kept
}

// OnLevel calls back for the first level, of which there may be none.
func (d *Dial) OnLevel(first func(int)) {
	levels := d.watch()
	go func() { first(int(<-levels)) }() // want "levels"
}

// Close ends the watchers.
func (d *Dial) Close() {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, w := range d.watchers {
		close(w)
	}
	d.watchers = nil
}
