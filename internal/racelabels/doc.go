// Package racelabels proves the labels of testdata/src/maprace by running them.
//
// A function with a want comment is a positive, and every other function a
// negative or the other side of a positive. testdata/race/maprace has a hammer
// for each: TestRace_F makes the race detector report the labelled line of F,
// TestDeadlock_F shows F waiting at the labelled line for ever, TestLost_F shows
// an update that F loses, and the TestSafe_ hammers call everything else at once
// without a report. A method Type.Method is written Type_Method.
//
// The test builds all of it with the race detector in a GOPATH of its own, which
// needs a C compiler. It takes about a minute and is left out by go test -short.
package racelabels
