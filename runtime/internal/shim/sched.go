//go:build govlint_sched

package shim

import (
	"fmt"
	"runtime/debug"
	"sync"
)

// A Decision is one point of a run where more than one task could go on.
type Decision struct {
	Options int  // how many tasks could run
	Chosen  int  // index among them; 0 is the default
	Free    bool // leaving the default costs no preemption: the running task cannot go on
}

// A Run is one execution of tasks under the cooperative scheduler. Only one
// Run may be active at a time, and exactly one of its tasks runs at any moment.
type Run struct {
	prefix    []int // choices to replay, then defaults
	Decisions []Decision
	tasks     []*task
	current   *task
	idle      chan struct{} // closed when no task can go on
	Err       error         // a panic of a task, or a deadlock
	steps     int
	clock     int
}

type task struct {
	id      int
	wake    chan struct{}
	done    bool
	blocked func() bool // says whether the lock that the task waits for is still held
}

// active is the Run whose tasks are being scheduled; nil outside Execute, when
// the shim behaves as in a normal build. It is written only while no task runs.
var active *Run

// maxSteps bounds one run; a longer one is reported as a livelock.
const maxSteps = 100_000

// Execute runs bodies to their end, taking the choices of prefix first and
// the default after them: keep running the current task, else the lowest one.
func Execute(prefix []int, bodies ...func()) *Run {
	r := &Run{prefix: prefix, idle: make(chan struct{})}
	var ended sync.WaitGroup
	for i, body := range bodies {
		t := &task{id: i, wake: make(chan struct{}, 1)}
		r.tasks = append(r.tasks, t)
		ended.Add(1)
		go func() {
			defer ended.Done()
			<-t.wake
			if r.Err != nil {
				return
			}
			defer r.finish(t)
			body()
		}()
	}
	active = r
	r.switchTo(r.choose(nil))
	<-r.idle
	active = nil
	if r.Err == nil {
		ended.Wait()
	}
	return r
}

// Now returns a number that grows with every call during a run; it orders the
// invocations and responses of a history.
func Now() int {
	active.clock++
	return active.clock
}

func (r *Run) finish(t *task) {
	if p := recover(); p != nil {
		r.stop(fmt.Errorf("task %d panicked: %v\n%s", t.id, p, debug.Stack()))
		return
	}
	t.done = true
	next := r.choose(nil)
	if next != nil {
		r.switchTo(next)
		return
	}
	for _, o := range r.tasks {
		if !o.done {
			r.stop(fmt.Errorf("deadlock: task %d waits for a lock for ever", o.id))
			return
		}
	}
	close(r.idle)
}

func (r *Run) stop(err error) {
	r.Err = err
	active = nil
	close(r.idle)
}

func (r *Run) switchTo(t *task) {
	r.current = t
	t.wake <- struct{}{}
}

// choose picks the task to run next. self is the running task when it can go
// on, nil when it cannot; it is then the default and every other choice a
// preemption.
func (r *Run) choose(self *task) *task {
	var options []*task
	if self != nil {
		options = append(options, self)
	}
	for _, t := range r.tasks {
		if t != self && !t.done && (t.blocked == nil || !t.blocked()) {
			options = append(options, t)
		}
	}
	if len(options) < 2 {
		if len(options) == 0 {
			return nil
		}
		return options[0]
	}
	d := Decision{Options: len(options), Free: self == nil}
	if n := len(r.Decisions); n < len(r.prefix) {
		d.Chosen = r.prefix[n]
	}
	r.Decisions = append(r.Decisions, d)
	return options[d.Chosen]
}

// yield lets the scheduler put another task before the caller's next step.
func yield() {
	r := active
	if r == nil {
		return
	}
	r.step(r.current)
}

func (r *Run) step(self *task) {
	if r.steps++; r.steps > maxSteps {
		panic(fmt.Sprintf("livelock: no end after %d steps", maxSteps))
	}
	if next := r.choose(self); next != self {
		r.switchTo(next)
		r.park(self)
	}
}

// park waits for the scheduler to choose self again. A run that was stopped
// never does; its goroutines stay parked until the process ends.
func (r *Run) park(self *task) { <-self.wake }
