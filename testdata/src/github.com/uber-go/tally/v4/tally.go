// Package tally declares what the tests use of the real one.
package tally

type Scope interface {
	Tagged(tags map[string]string) Scope
	Counter(name string) Counter
}

type Counter interface{ Inc(delta int64) }
