package shutdown

import "sync"

// A Session ends when its peer says so, or when it is closed.
type Session struct {
	Read  func() error
	tasks sync.WaitGroup
}

// Close waits for the tasks, also for the one that calls it.
func (s *Session) Close() {
	defer s.tasks.Wait() // want "tasks"
}

// Watch closes the session from one of its tasks.
func (s *Session) Watch() {
	s.tasks.Add(1)
	go func() {
		defer s.tasks.Done()
		if err := s.Read(); err != nil {
			s.Close()
		}
	}()
}

// A Stream is a session whose tasks are done before they close it.
type Stream struct {
	Read  func() error
	tasks sync.WaitGroup
}

// Close waits for the tasks.
func (s *Stream) Close() {
	defer s.tasks.Wait()
}

// Watch closes the stream at the end of its task.
func (s *Stream) Watch() {
	s.tasks.Add(1)
	go func() {
		err := s.Read()
		s.tasks.Done()
		if err != nil {
			s.Close()
		}
	}()
}

// A Group has two kinds of tasks, of which one waits for the other.
type Group struct{ readers, closers sync.WaitGroup }

// Go reads, and then ends the readers from a task that is not one of them.
func (g *Group) Go(read func() error) {
	g.readers.Go(func() { _ = read() })
	g.closers.Go(func() {
		g.readers.Wait()
	})
}

// Drain waits at its end for tasks of which one may return early.
func Drain(tasks []func() error) {
	var wg sync.WaitGroup
	defer wg.Wait() // want "wg"
	for _, task := range tasks {
		wg.Add(1)
		go func() {
			if err := task(); err != nil {
				return
			}
			wg.Done()
		}()
	}
}

// DrainAll waits at its end for tasks that are counted down however they end.
func DrainAll(tasks []func() error) {
	var wg sync.WaitGroup
	defer wg.Wait()
	for _, task := range tasks {
		wg.Add(1)
		go func() {
			defer wg.Done()
			if err := task(); err != nil {
				return
			}
		}()
	}
}

// A Counter counts, and locks twice.
type Counter struct {
	mu sync.Mutex
	n  int
}

// Add means Unlock.
func (c *Counter) Add(n int) {
	c.mu.Lock()
	defer c.mu.Lock() // want "mu"
	c.n += n
}

// Set unlocks.
func (c *Counter) Set(n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.n = n
}
