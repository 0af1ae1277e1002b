//go:build unix

package main

import (
	"os"
	"syscall"
)

// polled returns a pipe or socket whose readers wait in the runtime's poller, as those of
// gopls's pipe do. A thread that waits in the kernel keeps the scheduler's monitor awake,
// which took a millisecond from a gopls that was computing on both processors. Other
// files, a terminal above all, stay as they are: whoever shares them would notice.
func polled(f *os.File) *os.File {
	info, err := f.Stat()
	if err != nil || info.Mode()&(os.ModeNamedPipe|os.ModeSocket) == 0 {
		return f
	}
	fd := int(f.Fd())
	if syscall.SetNonblock(fd, true) != nil {
		return f
	}
	return os.NewFile(uintptr(fd), f.Name())
}
