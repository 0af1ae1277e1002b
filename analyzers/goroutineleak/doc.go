// Package goroutineleak defines an Analyzer that finds goroutines that block
// for ever or never end.
//
// # Analyzer goroutineleak
//
// goroutineleak: find goroutines that block for ever or never end
//
// A goroutine that nothing can free any more keeps its memory, its connection
// and its locks until the process ends. The leak shows itself as memory that
// grows with the number of requests, weeks after the change that caused it.
//
// Every finding is a schedule: the numbered steps of the function and the
// goroutines that it starts, each with its position, that end with one of them
// blocked while nothing that still runs can reach what it waits for.
//
// # How it decides
//
// Each function is run by a small interpreter together with the goroutines that
// it starts, in every order of their operations on channels, locks, wait
// groups, conditions and contexts. What comes from outside is unknown: a branch
// on it goes both ways, and the same question has the same answer later on.
//
// What it takes on trust: code that cannot be seen is helpful. A channel that
// escapes to it may be received from, sent on or closed at any time; a context
// from outside ends, timers fire. Loops whose end is not known run up to
// 2 times, or 3 where that takes little work. Numbers in fields are taken not to be
// negative, fields that count the goroutines started to begin at none, and elements
// of what comes from outside to carry no error.
//
// A lock that is held at a return is left to the caller when some function of the
// package releases what it has not taken, or when what releases it is returned.
//
// A channel or condition in a field that is not exported is silent when all that the
// package does with it is to make it and to wait for it: then nobody can speak on it,
// and a case of a select that waits for it is no way out of a loop.
//
// A function that gets the flags of a command line is a command: when it returns, the
// process ends, and its goroutines with it.
//
// Locks that functions of a package take in opposite orders are found without
// running them: where one function holds A as it takes B, and another holds B as it
// takes A, themselves or through what they call. Both must be about the same two
// locks for a reason that can be seen: both are reached from one object in the same
// way, they are variables of the package, or one object holds the other, which points
// back. A third lock around both, a goroutine of which there is one, an object that
// nobody else has yet, and conditions on one field that exclude each other keep them
// apart. Found, too, is a function that locks two elements of one container whose keys
// its caller names, in either order, unless something compares the two.
//
// What it cannot see: callers of the function, so not two methods of one object
// that block each other but for a read lock taken again and locks taken in opposite
// orders; of these, orders of three locks and more, locks behind interfaces of which
// the package makes several, and two objects of one type that callers hand over in
// either order; panics that are recovered; and schedules that need more goroutines or
// rounds than it follows.
//
// ## send (error)
//
// a goroutine is blocked for ever sending on a channel that nobody receives from any more
//
// Wrong:
//
//	results := make(chan result)
//	go func() { results <- fetch(url) }()
//	select {
//	case r := <-results:
//		return r, nil
//	case <-ctx.Done():
//		return result{}, ctx.Err() // the goroutine still sends
//	}
//
// Right, with room for the value:
//
//	results := make(chan result, 1)
//
// ## receive (error)
//
// a goroutine is blocked for ever receiving from a channel that nobody sends on or closes any more
//
// Wrong:
//
//	done := make(chan struct{})
//	go func() {
//		if err := work(); err != nil {
//			return // done is never closed
//		}
//		close(done)
//	}()
//	<-done
//
// Right:
//
//	go func() {
//		defer close(done)
//		work()
//	}()
//
// ## range (error)
//
// a goroutine ranges for ever over a channel that nobody closes
//
// Wrong:
//
//	jobs := make(chan job)
//	go func() {
//		for j := range jobs {
//			j.run()
//		}
//	}()
//	for _, j := range all {
//		jobs <- j
//	}
//
// Right:
//
//	for _, j := range all {
//		jobs <- j
//	}
//	close(jobs)
//
// ## select (error)
//
// a goroutine is blocked for ever in a select none of whose cases can happen any more
//
// Wrong:
//
//	quit := make(chan struct{}) // nobody closes it
//	go func() {
//		select {
//		case out <- value:
//		case <-quit:
//		}
//	}()
//
// Right: a case that surely happens, mostly that of a context:
//
//	case <-ctx.Done():
//
// ## lock (error)
//
// a goroutine is blocked for ever on a lock that is never released
//
// Wrong:
//
//	s.mu.Lock()
//	defer s.mu.Unlock()
//	s.flush() // takes s.mu again
//
// Right: the callee leaves the lock to its callers:
//
//	s.mu.Lock()
//	defer s.mu.Unlock()
//	s.flushLocked()
//
// A lock that a function releases on some of its ways and still holds as it
// returns on another is one that the next call waits for:
//
//	s.mu.Lock()
//	if s.closed {
//		return errClosed // with s.mu locked
//	}
//	s.n++
//	s.mu.Unlock()
//
// A read lock that is taken again under itself: a writer that comes in between
// waits for the first, and the second waits for the writer.
//
//	c.mu.RLock()
//	defer c.mu.RUnlock()
//	return c.values[a] + c.Get(b) // Get takes c.mu for reading, too
//
// Two locks that are taken in one order here and in the other there: when both run at
// once, each holds what the other waits for. Read locks do not block each other, but
// a writer that comes in between makes the second reader wait.
//
//	func (s *server) topics() {
//		s.mu.Lock()
//		defer s.mu.Unlock()
//		for _, r := range s.rooms {
//			r.mu.Lock() // rename holds r.mu, and waits for s.mu
//			…
//		}
//	}
//
//	func (r *room) rename(name string) {
//		r.mu.Lock()
//		defer r.mu.Unlock()
//		r.server.move(r, name) // takes s.mu
//	}
//
// Right: one order everywhere, or one lock at a time:
//
//	func (r *room) rename(name string) {
//		r.server.move(r, name)
//		r.mu.Lock()
//		defer r.mu.Unlock()
//		r.name = name
//	}
//
// ## waitgroup (error)
//
// a goroutine waits for ever for a wait group whose count never gets to zero
//
// Wrong:
//
//	wg.Add(1)
//	go func() {
//		if err := work(); err != nil {
//			return
//		}
//		wg.Done()
//	}()
//	wg.Wait()
//
// Right:
//
//	wg.Go(func() { work() })
//
// ## cond (error)
//
// a goroutine waits for ever for a condition that nobody signals any more
//
// Wrong:
//
//	go func() {
//		c.Signal() // may come before the Wait
//	}()
//	c.L.Lock()
//	c.Wait()
//
// Right:
//
//	c.L.Lock()
//	for !ready {
//		c.Wait()
//	}
//
// ## timer (error)
//
// a goroutine waits for the value of a timer that was stopped, has none left, or never has one
//
// Since Go 1.23 nothing is left in the channel of a timer once Stop has returned.
// The timer of time.AfterFunc has no channel at all.
//
// Wrong:
//
//	if timer.Stop() {
//		<-timer.C // it was stopped before it fired
//	}
//
// Right, where the module's language is Go 1.23 or later:
//
//	timer.Stop()
//
// Right, before that, unless its value was taken already:
//
//	if !timer.Stop() {
//		<-timer.C
//	}
//
// ## endless (warning)
//
// a goroutine that is started for each call or object loops for ever
//
// Stop of a ticker does not close its channel, so a range over it never ends.
//
// Wrong:
//
//	func newCache(every time.Duration) *cache {
//		c := &cache{ticker: time.NewTicker(every)}
//		go func() {
//			for range c.ticker.C {
//				c.expire()
//			}
//		}()
//		return c
//	}
//
// Right, with a channel that Close closes:
//
//	for {
//		select {
//		case <-c.ticker.C:
//			c.expire()
//		case <-c.done:
//			return
//		}
//	}
//
// ## unstopped (error)
//
// what holds a goroutine or a connection until it is closed or stopped is dropped without that
//
// Such are the bodies of HTTP responses, rows, statements and transactions of
// databases, listeners and connections, watches, a transport of HTTP that is made
// for each call, tickers of code for Go before 1.23, and objects of the module's
// own types whose constructor starts a goroutine that only their methods end. A
// function that hands on what it got owes it to its callers, also in other
// packages. What is returned, stored, or given to code that is not seen is left to it.
//
// Wrong:
//
//	resp, err := client.Get(url)
//	if err != nil {
//		return nil, err
//	}
//	if resp.StatusCode != http.StatusOK {
//		return nil, errStatus // the body is still open
//	}
//	defer resp.Body.Close()
//
// Right:
//
//	resp, err := client.Get(url)
//	if err != nil {
//		return nil, err
//	}
//	defer resp.Body.Close()
//	if resp.StatusCode != http.StatusOK {
//		return nil, errStatus
//	}
//
// ## pooled (error)
//
// a file, a connection, or an object that closes one, is kept in a sync.Pool, which drops it without Close
//
// Wrong:
//
//	conns.Put(conn) // a garbage collection empties the pool
//
// Right, a free list that closes what it has no room for:
//
//	select {
//	case idle <- conn:
//	default:
//		conn.Close()
//	}
package goroutineleak
