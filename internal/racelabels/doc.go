// Package racelabels proves the labels of testdata/src/maprace by running them,
// and those of testdata/src/escape that running can prove.
//
// A function with a want comment is a positive, and every other function a
// negative or the other side of a positive. testdata/race/maprace has a hammer
// for each: TestRace_F makes the race detector report the labelled line of F,
// TestDeadlock_F shows F waiting at the labelled line for ever, TestLost_F shows
// an update that F loses, and the TestSafe_ hammers call everything else at once
// without a report. A method Type.Method is written Type_Method.
//
// A blind comment labels a true race that the analyzer is known to miss; its
// doc.go says why.
//
// A want comment begins with the kind and the source expression of the map, and
// stands where the finding is expected:
//   - unguarded: at the access that lacks protection; if both lack it, at the
//     write; if both are writes, at the one in the goroutine or handler. A callee
//     that writes through a parameter counts as a write at its call, unless it is
//     what the go statement starts.
//   - inconsistent-guard: at the access without the lock, or at the call of a
//     function that wants the lock held.
//   - rlock-write: at the write. leaked-ref: at the return, send or assignment.
//     lock-upgrade: at the Lock, or at the call that leads to it. check-then-act:
//     at the insertion.
//   - Of several such accesses to one map in one function, only one is labelled:
//     the first write, or else the first that is more than a len, or else the first.
//
// The hammers of escape's pools and atomics, testdata/race/escape, are these, too:
// TestArrives_F has a race where the memory arrives that F gives away, or where the
// copy is made that F works on, which the label does not say; TestLost_F shows what
// is lost, left over, or allocated; TestPanics_F panics when built for 386.
//
// The test builds all of it with the race detector in a GOPATH of its own, which
// needs a C compiler. It takes a minute of processor time and is left out by
// go test -short. The race detector does not see the reads of maps.Clone, so no
// positive relies on one.
package racelabels
