// Package mutants checks the proofs: it puts known bugs into the maps, one at a time, and
// expects the proof suites to find each of them.
//
// A mutant is a file of testdata with the name of a source file, the text that is taken
// out and the text that takes its place. It reaches the compiler as an overlay (go build
// -overlay), so the maps themselves have no trace of it, in any build. The test that runs
// the suites has the build tag govlint_mutants, for it takes some ten minutes:
//
//	go test -tags govlint_mutants -v ./runtime/verify/mutants
//
// A suite that is not run against wrong code may be green for no reason. Two published
// maps are race-clean and wrong: haxmap loses acknowledged insertions while it grows, and
// cornelk's hashmap brings deleted keys back. Both bugs are among the mutants.
package mutants
