package linear

import (
	"flag"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"

	"github.com/govlint/govlint/runtime/counter"
)

var length = flag.Duration("linear.time", 1500*time.Millisecond, "how long to record each kind of map")

func TestMapsAreLinearizable(t *testing.T) {
	t.Run("word values", func(t *testing.T) { observeAll(t, kindsOf(wordCoding)) })
	t.Run("pointer values", func(t *testing.T) { observeAll(t, kindsOf(pointerCoding)) })
	t.Run("struct values", func(t *testing.T) { observeAll(t, kindsOf(boxCoding)) })
}

func observeAll(t *testing.T, kinds map[string]func() subject) {
	for name, fresh := range kinds {
		t.Run(name, func(t *testing.T) { observe(t, fresh) })
	}
}

// observe records histories on fresh maps until the time is over: short ones, most of which
// is growth from nothing, and long ones.
func observe(t *testing.T, fresh func() subject) {
	d := *length
	if testing.Short() {
		d /= 10
	}
	histories, operations := 0, 0
	for end := time.Now().Add(d); time.Now().Before(end); histories++ {
		p := plan{goroutines: 4, ops: 60, churn: 4, seed: uint64(histories)}
		if histories%4 == 0 {
			p = plan{goroutines: 3 + histories%3, ops: 400, churn: 1, seed: uint64(histories)}
		}
		history, err := record(fresh(), p)
		if err == nil {
			err = check(history)
		}
		if err != nil {
			t.Fatalf("history %d: %v", histories, err)
		}
		operations += len(history)
	}
	t.Logf("%d histories, %d operations", histories, operations)
}

// sparse and dense adapt the counters, which have few of the operations.
type sparse struct{ counter.Map[int] }

func (s *sparse) do(in input) output {
	if in.kind == load || in.kind == loadOrStore {
		return output{int(s.Load(in.key)), true}
	}
	s.Add(in.key, int64(in.a))
	return output{}
}

type dense struct{ counter.Array }

func (d *dense) do(in input) output {
	if in.kind == load || in.kind == loadOrStore {
		return output{int(d.Load(in.key)), true}
	}
	d.Inc(in.key)
	return output{}
}

// A counter has no absent state: histories are told that each load finds one.
func TestCountersAreLinearizable(t *testing.T) {
	for name, fresh := range map[string]func() counting{
		"Map":   func() counting { return new(sparse) },
		"Array": func() counting { return new(dense) },
	} {
		t.Run(name, func(t *testing.T) {
			for seed := range uint64(150) {
				c := fresh()
				if err := check(recordCounts(c, seed, name == "Map")); err != nil {
					t.Fatalf("history %d: %v", seed, err)
				}
			}
		})
	}
}

type counting interface {
	do(in input) output
	Inc(key int)
	Reset()
}

// countingSubject shows a counter as a map in which nothing is ever absent.
type countingSubject struct {
	counting
	resets bool
}

func (c countingSubject) churn(key int)                { c.Inc(key) }
func (c countingSubject) iterate(func(key, value int)) {}

func (c countingSubject) clear() {
	if c.resets {
		c.Reset()
	}
}

// recordCounts translates a history of map operations into one of a counter.
func recordCounts(c counting, seed uint64, resets bool) []porcupine.Operation {
	history, _ := record(countingSubject{c, resets}, plan{goroutines: 4, ops: 200, churn: 3, seed: seed})
	var counts []porcupine.Operation
	for _, op := range history {
		in, out := op.Input.(input), op.Output.(output)
		switch {
		case in.kind == clearAll && resets:
			op.Output = output{}
		case in.kind == iterate || in.kind == clearAll:
			continue
		case out.ok:
			in.kind = load
			op.Output = output{out.value, out.value != 0}
		default:
			in.kind = increment
			if !resets {
				in.a = 1
			}
		}
		op.Input = in
		counts = append(counts, op)
	}
	return counts
}
