package daemons

import "drive"

func init() {
	p := drive.Package("daemons")
	nop := func() {}
	p.Serves("StartOnce", "started once in a process", func() { StartOnce(nop); StartOnce(nop) })
	p.Serves("Reloads", "the channel belongs to the package, and Reload may be called at any time", func() { Reloads(nop) })
	p.Safe("Reload", func() { Reloads(nop); Reload() })
	p.Safe("Signals", func() { Signals(nop)() })
	p.Serves("Terminate", "the signal may come at any time", func() { Terminate(nop) })
}
