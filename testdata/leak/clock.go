package clock

import "drive"

func init() {
	p := drive.Package("clock")
	p.Serves("Now", "its goroutine is started by init and runs as long as the process", func() { Now() })
}
