// Package model checks cmap/move.pml, the model of how cmap moves a segment, with spin
// (Holzmann, The Model Checker SPIN, IEEE TSE 23(5), 1997).
//
// The model is explored to the end, some five million states. Then a step is taken out of
// it, one after the other, and each time spin must find a counterexample. Where spin or a
// C compiler is missing the tests are skipped; on Debian both come with
//
//	apt-get install spin gcc
package model
