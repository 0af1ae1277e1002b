// Package schedules runs the maps and counters under every schedule of a few goroutines.
//
// With the build tag govlint_sched, each atomic and lock operation of the map
// is a point where the scheduler of internal/shim can run another goroutine.
// The scenarios are explored to the end within a bound on preemptions (the
// bound of CHESS: Musuvathi and Qadeer, PLDI 2007), and every history that
// comes out is checked for linearizability against a plain map. Go's atomics
// are sequentially consistent, so for code that the race detector accepts no
// behaviour within the bound is missed.
package schedules
