//go:build govlint_sched

package schedules

import (
	"fmt"
	"maps"
	"testing"

	"github.com/govlint/govlint/runtime/counter"
)

// counters is what both kinds of counter have.
type counters interface {
	Add(k int, d int64)
	Load(k int) int64
	Range(f func(k int, n int64) bool)
}

// counting shows counters as a table that has only Load, and Update for additions.
type counting struct {
	table
	of counters
}

func (c counting) Load(k int) (int, bool) {
	n := int(c.of.Load(k))
	return n, n != 0
}

func (c counting) Snapshot() map[int]int {
	out := map[int]int{}
	c.of.Range(func(k int, n int64) bool { out[k] = int(n); return true })
	return out
}

func count(k, d int) op {
	return op{
		name:  fmt.Sprintf("Add(%d, %d)", k, d),
		run:   func(m table) string { m.(counting).of.Add(k, int64(d)); return "" },
		model: func(m map[int]int) string { m[k] += d; return "" },
	}
}

// A Map of six keys has a full index: the seventh makes it grow. An Array goes from
// stripes to lines at 64.
var counts = []struct {
	name  string
	fill  []int
	tasks [][]op
}{
	{"one new key", nil, [][]op{{count(1, 1), load(1)}, {count(1, 1), load(1)}}},
	{"growth while adding", []int{1, 2, 3, 4, 5, 6}, [][]op{{count(7, 1), load(1)}, {count(1, 1), load(7)}}},
	{"two keys at once", []int{1, 2, 3, 4, 5, 6}, [][]op{{count(7, 1), load(8)}, {count(8, 1), load(7)}}},
	{"an array outgrown", []int{1}, [][]op{{count(64, 1), load(1)}, {count(1, 1), load(64)}}},
	{"three goroutines", []int{1, 2, 3, 4, 5, 6}, [][]op{{count(7, 1)}, {count(7, 1)}, {load(7), load(7)}}},
}

func TestEveryScheduleOfCounters(t *testing.T) {
	kinds := map[string]func() counters{
		"Map":   func() counters { return new(counter.Map[int]) },
		"Array": func() counters { return new(counter.Array) },
	}
	for kind, fresh := range kinds {
		for _, c := range counts {
			t.Run(kind+"/"+c.name, func(t *testing.T) {
				runs, err := explore(2, func() ([]func(), func() error) { return startCounting(fresh(), c.fill, c.tasks) })
				if err != nil {
					t.Fatalf("schedule %d: %v", runs, err)
				}
				t.Logf("%d schedules", runs)
			})
		}
	}
}

func startCounting(c counters, fill []int, tasks [][]op) (bodies []func(), check func() error) {
	m := counting{of: c}
	initial := map[int]int{}
	for _, k := range fill {
		c.Add(k, 10)
		initial[k] = 10
	}
	events := make([][]event, len(tasks))
	for i, ops := range tasks {
		bodies = append(bodies, record(m, ops, &events[i]))
	}
	return bodies, func() error {
		var all []event
		for _, e := range events {
			all = append(all, e...)
		}
		if final := m.Snapshot(); !linearizable(maps.Clone(initial), all, final) {
			return fmt.Errorf("no order of the operations explains their results%s", describe(all, final))
		}
		return nil
	}
}
