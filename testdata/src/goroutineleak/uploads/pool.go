package uploads

import (
	"sync"
	"time"
)

// Options are how a pool works; most is at least one.
type Options struct{ most int }

// A Group counts its goroutines.
type Group struct{ sync.WaitGroup }

// Wrap starts one.
func (g *Group) Wrap(run func()) {
	g.Add(1)
	go func() {
		run()
		g.Done()
	}()
}

// A Pool has as many workers as its work needs.
type Pool struct {
	group   Group
	size    int // workers that run
	options *Options
	stop    chan struct{}
}

func (p *Pool) resize(tasks int, work chan int, dirty chan bool, end chan struct{}) {
	want := tasks / 4
	if want < 1 {
		want = 1
	} else if want > p.options.most {
		want = p.options.most
	}
	for {
		if want == p.size {
			break
		} else if want < p.size {
			end <- struct{}{}
			p.size--
		} else {
			p.group.Wrap(func() { p.worker(work, dirty, end) })
			p.size++
		}
	}
}

func (p *Pool) worker(work chan int, dirty chan bool, end chan struct{}) {
	for {
		select {
		case n := <-work:
			dirty <- n%2 == 0
		case <-end:
			return
		}
	}
}

// Scan gives its tasks to the workers, as many as there are by then, and takes
// each answer.
func (p *Pool) Scan(tasks []int) (found int) {
	work := make(chan int, len(tasks))
	dirty := make(chan bool, len(tasks))
	end := make(chan struct{})
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	p.resize(len(tasks), work, dirty, end)
	for {
		select {
		case <-tick.C:
		case <-p.stop:
			close(end)
			p.group.Wait()
			return found
		}
		for _, n := range tasks {
			work <- n
		}
		for range tasks {
			if <-dirty {
				found++
			}
		}
		p.resize(len(tasks), work, dirty, end)
	}
}

// Any has a worker for each task, and goes with the first answer.
func (p *Pool) Any(tasks []int) bool {
	dirty := make(chan bool)
	for _, n := range tasks {
		p.size++
		go func() {
			dirty <- n%2 == 0 // want "dirty"
		}()
	}
	for range tasks {
		if <-dirty {
			return true
		}
	}
	return false
}

// Slots limit how much runs at once.
type Slots struct{ free chan struct{} }

// NewSlots has from one to eight.
func NewSlots(n int) *Slots {
	n = max(1, min(n, 8))
	s := &Slots{free: make(chan struct{}, n)}
	for range n {
		s.free <- struct{}{}
	}
	return s
}

// Read takes a slot, of which there is one at least.
func Read(n int, read func()) {
	s := NewSlots(n)
	<-s.free
	read()
	s.free <- struct{}{}
}

// ReadSome may find that there is none.
func ReadSome(n int, read func()) {
	free := make(chan struct{}, 8)
	for range min(n, 8) {
		free <- struct{}{}
	}
	<-free // want "free"
	read()
}
