package main

import (
	"syscall"
	"time"
	"unsafe"
)

// threadTime is what the calling thread has used of a processor, to the nanosecond:
// getrusage counts ticks of some milliseconds on many machines.
func threadTime() time.Duration {
	const clockThreadCPU = 3 // CLOCK_THREAD_CPUTIME_ID
	var ts syscall.Timespec
	if _, _, errno := syscall.RawSyscall(syscall.SYS_CLOCK_GETTIME, clockThreadCPU, uintptr(unsafe.Pointer(&ts)), 0); errno != 0 {
		return 0
	}
	return time.Duration(ts.Nano())
}
