//go:build unix

package main

import (
	"syscall"
	"time"
)

// processorTime is what this process has used of all processors, which other processes on
// the machine do not change much.
func processorTime() time.Duration { return usage(syscall.RUSAGE_SELF) }

func usage(who int) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(who, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
