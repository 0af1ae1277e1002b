package probe

import (
	"flag"
	"time"

	"drive"
)

func init() {
	p := drive.Package("probe")
	ask := func(string) {}
	well := func(string) error { return nil }
	args := flag.NewFlagSet("probe", flag.ContinueOnError)
	_ = args.Parse([]string{"a", "b"})
	p.Serves("Command", "its goroutines run as long as the process, which ends when the command does", func() { Command(args, ask) })
	p.Alive("endless", "Service", "", "the loop never blocks for ever, it only never ends", func() {
		stop := make(chan struct{})
		close(stop)
		Service([]string{"a"}, ask, stop)
	})
	p.Safe("Wait", func() { _ = Wait(Flags{FlagSet: args}, well) })
	p.Leak("send", "Within", func() {
		_ = Within("a", time.Millisecond, func(string) error { time.Sleep(20 * time.Millisecond); return nil })
	})
	p.Safe("Must", func() { Must(nil, "a", well) })
}
