// Package leaklabels proves the labels of testdata/src/goroutineleak by running them.
//
// A function with a want comment is a positive, and testdata/leak has a driver for
// each package, which registers a case for each positive and negative (see
// testdata/leak/drive). A case is named after its function, Type_Method for a
// method. Every case runs in a process of its own, built with
// GOEXPERIMENT=goroutineleakprofile:
//   - Leak: the profile has a goroutine at every labelled line of the function, and
//     none at a line of the package without a label.
//   - Alive: the goroutine is never blocked for ever (a loop that runs, a goroutine
//     that waits for a ticker or the network), so the profile cannot have it. Two
//     calls leave two goroutines that stay, after garbage collections.
//   - Held: what stays is not a goroutine, as a socket or a connection. The driver
//     looks whether it is still there after the garbage was collected; Open, before.
//   - Safe: nothing stays. Serves: what stays is no leak.
//
// The profile finds what waits for a channel or lock that nothing alive can reach;
// where that is not enough, the driver says why.
//
// Safe functions and those in the profile are called several times at once, so that
// more than one order of events is seen. A pattern that is a choice, as out|values,
// leaves the analyzer the name.
//
// Comments:
//   - want stands where the finding is expected: at the operation that blocks for
//     ever, at the loop that never ends, for unstopped at the call that makes the
//     object, for pooled at the Put. Its pattern is the name of the channel, lock or
//     object, and the word that a finding must have where there is none.
//   - also marks what is blocked as a consequence, or the other side of a deadlock,
//     and needs no finding of its own.
//   - blind labels a true leak that the analyzer is known to miss; its doc.go says why.
//
// The program takes a minute of processor time to build the first time, since std
// is built anew for the experiment, and the cases take ten seconds. The test is
// left out by go test -short.
package leaklabels
