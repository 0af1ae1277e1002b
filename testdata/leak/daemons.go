package daemons

import (
	"os"
	"os/signal"
	"syscall"
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
	p.Safe("Cleanup", func() {
		signal.Notify(make(chan os.Signal, 1), syscall.SIGUSR1) // one too many does no harm
		ended := make(chan struct{})
		go func() {
			for {
				select {
				case <-ended:
					return
				case <-time.After(time.Millisecond):
					_ = syscall.Kill(os.Getpid(), syscall.SIGUSR1)
				}
			}
		}()
		Cleanup(nop)
		close(ended)
	})
	none := make(chan string)
	close(none)
	p.Leak("receive", "CleanupOn", func() { CleanupOn(none, nop) })
	p.Leak("receive", "Until", func() { Until(func() bool { return false }) })
	p.Serves("StartOnce", "started once in a process", func() { StartOnce(nop); StartOnce(nop) })
	p.Serves("Reloads", "the channel belongs to the package, and Reload may be called at any time", func() { Reloads(nop) })
	p.Safe("Reload", func() { Reloads(nop); Reload() })
	p.Safe("Signals", func() { Signals(nop)() })
	p.Serves("Terminate", "the signal may come at any time", func() { Terminate(nop) })
	p.Serves("Measure", "started once in a process", func() { Measure(nop); Measure(nop) })
	p.Alive("endless", "Sampler_sample", "", why, func() { new(Sampler).Measure(nop) })
	p.Serves("Sweep", "started once in a process", func() { Sweep(nop); Sweep(nop) })
	p.Serves("TheClock", "started once in a process", func() { TheClock(); TheClock() })
	p.Alive("endless", "Quick", "", why, func() { Sweep(nop); Quick(nop) })
}
