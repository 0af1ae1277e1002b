package futures

// An Executor runs functions where and when it likes.
type Executor interface{ Execute(func()) }

// Watch gets its events from a function that somebody else runs.
func Watch(x Executor, begin func() (<-chan int, error)) (int, error) {
	var events <-chan int
	begun := make(chan error, 1)
	x.Execute(func() {
		var err error
		events, err = begin()
		begun <- err
	})
	if err := <-begun; err != nil {
		return 0, err
	}
	return <-events, nil
}

// WatchOther assigns the events to another variable of that name.
func WatchOther(x Executor, begin func() (<-chan int, error)) (int, error) {
	var events <-chan int
	begun := make(chan error, 1)
	x.Execute(func() {
		events, err := begin()
		if err == nil {
			<-events
		}
		begun <- err
	})
	if err := <-begun; err != nil {
		return 0, err
	}
	return <-events, nil // want "events"
}

// A Session hands requests to whoever serves it.
type Session struct{ Requests chan *Request }

// A Request is answered by a call of Begun and a value.
type Request struct {
	Begun func(error)
	Done  chan error
}

// Subscribe gets its events from the function in its request.
func (s *Session) Subscribe(add func() <-chan int) (int, error) {
	var events <-chan int
	r := &Request{Done: make(chan error, 1)}
	r.Begun = func(err error) {
		if err == nil {
			events = add()
		}
	}
	s.Requests <- r
	if err := <-r.Done; err != nil {
		return 0, err
	}
	return <-events, nil
}

// SubscribeEarly waits before it has handed over the request.
func (s *Session) SubscribeEarly(add func() <-chan int) int {
	var events <-chan int
	r := &Request{Begun: func(error) { events = add() }, Done: make(chan error, 1)}
	v := <-events // want "events"
	s.Requests <- r
	return v
}

// A Reporter has its reports delivered, those that it does not skip.
type Reporter struct {
	Skip    func(string) bool
	Reports chan chan error
}

func (r *Reporter) submit(text string) (id string, delivered chan error) {
	delivered = make(chan error, 1)
	if r.Skip(text) {
		return "", delivered
	}
	r.Reports <- delivered
	return text, delivered
}

// Guard waits in its cleanup for a report that has an id: one that was not skipped.
func (r *Reporter) Guard(work func() error) (id string) {
	defer func() {
		if err := work(); err != nil {
			var delivered chan error
			id, delivered = r.submit(err.Error())
			if id != "" {
				<-delivered
			}
		}
	}()
	return ""
}

// GuardAll waits for those that were skipped, too.
func (r *Reporter) GuardAll(work func() error) (id string) {
	defer func() {
		if err := work(); err != nil {
			var delivered chan error
			id, delivered = r.submit(err.Error())
			if id != "all" {
				<-delivered // want "delivered"
			}
		}
	}()
	return ""
}
