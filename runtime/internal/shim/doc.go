// Package shim holds the atomics and locks of the maps.
//
// In a normal build every type is an alias of the one in sync or sync/atomic
// and every function inlines to it, so the shim costs nothing. With the build
// tag govlint_sched the same names yield to a cooperative scheduler before
// each operation, which lets runtime/verify/schedules run every interleaving.
package shim
