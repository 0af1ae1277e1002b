//go:build govlint_sched

package schedules

import (
	"fmt"
	"maps"
	"sort"
	"strings"

	"github.com/govlint/govlint/runtime/internal/shim"
)

// An op is one operation of a scenario: how it runs on the map under test, and
// what a plain map says about its result.
type op struct {
	name  string
	run   func(m table) string
	model func(m map[int]int) string
	// loose results are checked by accept instead, against the states that
	// the map had at any moment during the operation.
	accept func(result string, states []map[int]int) bool
}

// An event is an op that was run.
type event struct {
	op         op
	result     string
	begin, end int
}

// linearizable reports whether some order of the events, in which none comes
// before one that had ended when it began, gives every result and the final
// state. Loose events take part as observers only.
func linearizable(initial map[int]int, events []event, final map[int]int) bool {
	var exact, loose []event
	for _, e := range events {
		if e.op.accept == nil {
			exact = append(exact, e)
		} else {
			loose = append(loose, e)
		}
	}
	s := search{exact: exact, loose: loose, final: final}
	return s.from(initial, 0, nil)
}

type search struct {
	exact, loose []event
	final        map[int]int
}

// from tries every event that may come next in state, done being the set of
// those that came before and path their order.
func (s *search) from(state map[int]int, done uint, path []step) bool {
	path = append(path, step{state: state})
	if done == 1<<len(s.exact)-1 {
		return maps.Equal(state, s.final) && s.observersAgree(path)
	}
	for i, e := range s.exact {
		if done&(1<<i) != 0 || s.mustWait(i, done) {
			continue
		}
		next := maps.Clone(state)
		if e.op.model(next) != e.result {
			continue
		}
		path[len(path)-1].next = i
		if s.from(next, done|1<<i, path) {
			return true
		}
	}
	return false
}

// mustWait reports whether an event outside done ended before event i began.
func (s *search) mustWait(i int, done uint) bool {
	for j, o := range s.exact {
		if j != i && done&(1<<j) == 0 && o.end < s.exact[i].begin {
			return true
		}
	}
	return false
}

// A step of a path is a state and the event that ended it.
type step struct {
	state map[int]int
	next  int
}

// observersAgree gives each loose event the states that can have held during
// it: all but those ended by an event before it, or begun by one after it.
func (s *search) observersAgree(path []step) bool {
	for _, o := range s.loose {
		var seen []map[int]int
		for i, p := range path {
			endedBefore := i < len(s.exact) && s.exact[p.next].end < o.begin
			begunAfter := i > 0 && s.exact[path[i-1].next].begin > o.end
			if !endedBefore && !begunAfter {
				seen = append(seen, p.state)
			}
		}
		if !o.op.accept(o.result, seen) {
			return false
		}
	}
	return true
}

func describe(events []event, final map[int]int) string {
	sort.Slice(events, func(i, j int) bool { return events[i].begin < events[j].begin })
	var b strings.Builder
	for _, e := range events {
		fmt.Fprintf(&b, "\n  %d..%d %s = %s", e.begin, e.end, e.op.name, e.result)
	}
	fmt.Fprintf(&b, "\n  at the end %v", final)
	return b.String()
}

// record runs the ops of one goroutine and appends what happened to events.
func record(m table, ops []op, events *[]event) func() {
	return func() {
		for _, o := range ops {
			begin := shim.Now()
			result := o.run(m)
			*events = append(*events, event{o, result, begin, shim.Now()})
		}
	}
}
