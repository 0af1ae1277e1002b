//go:build govlint_sched

package schedules

import (
	"flag"
	"fmt"
	"maps"
	"testing"

	"github.com/govlint/govlint/runtime/cmap"
	"github.com/govlint/govlint/runtime/internal/shim"
)

var deep = flag.Bool("schedules.deep", false, "explore all scenarios with three preemptions, which takes long")

func TestEverySchedule(t *testing.T) {
	for _, kind := range tables {
		t.Run(kind.name, func(t *testing.T) {
			for _, sc := range scenarios {
				if kind.piecewise && sc.clears {
					continue
				}
				t.Run(sc.name, func(t *testing.T) { sc.explore(t, kind) })
			}
		})
	}
}

func (sc scenario) explore(t *testing.T, kind kind) {
	bound := sc.preemptions
	switch {
	case *deep:
		bound = 3
	case testing.Short():
		bound = min(bound, 4-len(sc.tasks)) // three tasks have ten times the schedules
	}
	runs, err := explore(bound, func() ([]func(), func() error) { return sc.start(kind) })
	if err != nil {
		t.Fatalf("schedule %d: %v", runs, err)
	}
	t.Logf("%d schedules", runs)
	if runs < 4 {
		t.Errorf("only %d schedules: the shim does not yield", runs)
	}
}

func (sc scenario) start(kind kind) (bodies []func(), check func() error) {
	_, bodies, check = sc.fresh(kind)
	return bodies, check
}

// fresh returns the filled map, too.
func (sc scenario) fresh(kind kind) (m table, bodies []func(), check func() error) {
	m = kind.fresh(sc)
	initial := map[int]int{}
	for k := 1; k <= sc.fill; k++ {
		m.Store(k, 10*k)
		initial[k] = 10 * k
	}
	for _, k := range sc.deleted {
		m.Delete(k)
		delete(initial, k)
	}
	events := make([][]event, len(sc.tasks))
	for i, ops := range sc.tasks {
		bodies = append(bodies, record(m, ops, &events[i]))
	}
	return m, bodies, func() error {
		var all []event
		for _, e := range events {
			all = append(all, e...)
		}
		final := m.Snapshot()
		if m.Len() != len(final) {
			return fmt.Errorf("Len is %d, but there are %d entries%s", m.Len(), len(final), describe(all, final))
		}
		for k, v := range final {
			if got, ok := m.Load(k); !ok || got != v {
				return fmt.Errorf("Range has %d=%d, Load says %d %v%s", k, v, got, ok, describe(all, final))
			}
		}
		if !linearizable(maps.Clone(initial), all, final) {
			return fmt.Errorf("no order of the operations explains their results%s", describe(all, final))
		}
		return nil
	}
}

// A scenario whose segments do not move when it says so explores something else.
func TestScenariosDoWhatTheySay(t *testing.T) {
	for _, kind := range tables {
		for _, sc := range scenarios {
			m, bodies, _ := sc.fresh(kind)
			made, ok := m.(interface{ Structure() cmap.Structure })
			if !ok {
				continue
			}
			before := made.Structure()
			if r := shim.Execute(nil, bodies...); r.Err != nil {
				t.Fatalf("%s, %s: %v", kind.name, sc.name, r.Err)
			}
			after := made.Structure()
			if sc.reseals && kind.name != "word" {
				continue
			}
			if left := before.Left(after); left < sc.leaves || !sc.clears && left > sc.leaves {
				t.Errorf("%s, %s: %d segments are left, want %d", kind.name, sc.name, left, sc.leaves)
			}
			if after.InRow != sc.inRow && sc.leaves > 0 && !sc.clears {
				t.Errorf("%s, %s: %d segments in the row, want %d", kind.name, sc.name, after.InRow, sc.inRow)
			}
			if sc.parts && (after.Parts < 2 || after.Missing != sc.missing) {
				t.Errorf("%s, %s: %d parts, of which %d are missing, want %d", kind.name, sc.name, after.Parts, after.Missing, sc.missing)
			}
		}
	}
}

// A checker that accepts everything proves nothing.
func TestHistoriesThatNoMapHas(t *testing.T) {
	one := map[int]int{1: 10}
	for name, events := range map[string][]event{
		"lost store":    {{store(1, 5), "", 1, 2}, {load(1), "10 true", 3, 4}},
		"torn value":    {{store(1, 5), "", 1, 4}, {load(1), "7 true", 2, 3}},
		"resurrection":  {{remove(1), "10 true", 1, 2}, {load(1), "10 true", 3, 4}},
		"back in time":  {{store(1, 5), "", 1, 6}, {load(1), "5 true", 2, 3}, {load(1), "10 true", 4, 5}},
		"double remove": {{remove(1), "10 true", 1, 3}, {remove(1), "10 true", 2, 4}},
		"key twice":     {{iterate(), "1=10 1=10 ", 1, 2}},
		"key missed":    {{iterate(), "", 1, 2}},
		"key invented":  {{iterate(), "1=10 2=1 ", 1, 2}},
	} {
		state := maps.Clone(one)
		for _, e := range events {
			if e.op.model != nil {
				e.op.model(state)
			}
		}
		if linearizable(one, events, state) {
			t.Errorf("%s is taken for linearizable", name)
		}
	}
}
