// Package conformance holds every map of this library to one contract: that of sync.Map,
// made generic, plus what the library adds. A plain map under a mutex is the reference,
// and goes through the same suite, so that a wrong expectation shows as its failure.
//
// The cases follow those of Go's own sync/map_test.go, sync/map_reference_test.go and
// internal/sync/hashtriemap_test.go in what they look for.
package conformance
