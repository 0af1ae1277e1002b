//go:build govlint_sched

package schedules

import "github.com/govlint/govlint/runtime/internal/shim"

// explore runs start's bodies under every schedule with at most preemptions
// preemptions, calls check after each, and returns how many there were. It
// stops at the first error.
func explore(preemptions int, start func() (bodies []func(), check func() error)) (runs int, err error) {
	var prefix []int
	for {
		bodies, check := start()
		r := shim.Execute(prefix, bodies...)
		runs++
		if r.Err != nil {
			return runs, r.Err
		}
		if err := check(); err != nil {
			return runs, err
		}
		if prefix = following(r.Decisions, preemptions); prefix == nil {
			return runs, nil
		}
	}
}

// following returns the choices of the next schedule in depth-first order, or
// nil after the last one.
func following(made []shim.Decision, preemptions int) []int {
	spent := make([]int, len(made)+1) // before each decision
	for i, d := range made {
		spent[i+1] = spent[i]
		if !d.Free && d.Chosen != 0 {
			spent[i+1]++
		}
	}
	for i := len(made) - 1; i >= 0; i-- {
		d := made[i]
		if d.Chosen+1 == d.Options {
			continue
		}
		if !d.Free && d.Chosen == 0 && spent[i] == preemptions {
			continue
		}
		prefix := make([]int, i+1)
		for j := range i {
			prefix[j] = made[j].Chosen
		}
		prefix[i] = d.Chosen + 1
		return prefix
	}
	return nil
}
