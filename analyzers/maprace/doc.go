// Package maprace defines an Analyzer that finds maps which two goroutines can
// access at once.
//
// # Analyzer maprace
//
// maprace: find map accesses that two goroutines can make at once
//
// A Go map that is written while another goroutine reads or writes it ends the
// process with "fatal error: concurrent map writes", which no recover stops.
//
// ## unguarded (error)
//
// two accesses can run at once, one of them a write, with no common lock
//
// Wrong:
//
//	hits := map[string]int{}
//	go func() { hits["a"]++ }()
//	hits["b"]++
//
// Right:
//
//	go func() { mu.Lock(); hits["a"]++; mu.Unlock() }()
//	mu.Lock(); hits["b"]++; mu.Unlock()
package maprace
