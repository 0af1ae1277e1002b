//go:build !linux

package main

import "time"

var started = time.Now()

// threadTime is the time by the wall where that of a thread is not to be had.
func threadTime() time.Duration { return time.Since(started) }
