package daemons

import (
	"os"
	"time"

	"drive"
)

func init() {
	p := drive.Package("daemons")
	nop := func() {}
	const why = "the loop never blocks for ever, it only never ends"
	p.Alive("endless", "Poller_run", "", why, func() { NewPoller(time.Millisecond, nop).Stop() })
	p.Safe("Prober_run", func() { NewProber(time.Millisecond, nop).Stop() })
	p.Safe("Ping_Stop", func() { NewPing(time.Millisecond, nop).Stop() })
	p.Leak("receive", "Gate_Behind", func() { new(Gate).Behind(nop) })
	p.Safe("Door_Behind", func() {
		d := new(Door)
		d.Behind(nop)
		d.Open()
	})
	end := func() { os.Exit(0) } // they wait for the end of the process
	p.Safe("Forever", func() { Forever(end) })
	p.Safe("ForeverNamed", func() { ForeverNamed(end) })
	p.Leak("receive", "Until", func() { Until(func() bool { return false }) })
	p.Serves("StartOnce", "started once in a process", func() { StartOnce(nop); StartOnce(nop) })
	p.Serves("Reloads", "the channel belongs to the package, and Reload may be called at any time", func() { Reloads(nop) })
	p.Safe("Reload", func() { Reloads(nop); Reload() })
	p.Safe("Signals", func() { Signals(nop)() })
	p.Serves("Terminate", "the signal may come at any time", func() { Terminate(nop) })
}
