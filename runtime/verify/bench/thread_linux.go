package main

import (
	"syscall"
	"time"
)

// threadTime is what the calling thread has used of a processor.
func threadTime() time.Duration { return usage(syscall.RUSAGE_THREAD) }
