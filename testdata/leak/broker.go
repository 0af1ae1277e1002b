package broker

import (
	"time"

	"drive"
)

func init() {
	p := drive.Package("broker")
	nop := func(string) {}
	always := func(string) bool { return true }
	msgs := []string{"a", "b", "c"}
	p.Leak("lock", "Broker_leave", func() {
		for {
			b := &Broker{subs: make(map[chan string]bool)}
			b.Announce("a", "b")
		}
	})
	p.Safe("Hub_Listen", func() {
		h := &Hub{subs: make(map[*Subscriber]bool)}
		go func() {
			for range 10 {
				h.Publish("x")
			}
		}()
		h.Listen(5*time.Millisecond, nop)
	})
	p.Safe("Feed_Join", func() {
		f := new(Feed)
		go f.Start()
		f.Join(msgs, nop)
		f.Stop()
	})
	p.Leak("send", "Feed_JoinAside", func() { new(Feed).JoinAside(msgs, nop) })
	p.Safe("Relay", func() {
		in := make(chan string)
		go func() {
			defer close(in)
			in <- "x"
		}()
		for range Relay(in) {
		}
	})
	p.Leak("send", "Tee", func() { Tee(msgs, always, nop) })
	p.Safe("TeeAll", func() { TeeAll(msgs, nop, nop) })
	p.Leak("select", "Await", func() { Await(time.Millisecond, func() {}) })
	p.Safe("AwaitClosed", func() { AwaitClosed(time.Millisecond, func() {}) })
	p.Alive("send", "Exchange", "", "go1.26's profile overlooks two senders that wait for each other alone; both stay blocked at their labels", func() { Exchange("a", "b") })
	p.Safe("ExchangeRoom", func() { ExchangeRoom("a", "b") })
	p.Leak("select", "Collect", func() { _, _ = Collect(func() (string, error) { return "", nil }) })
	p.Serves("Switch_watch", "a turn may come at any time", func() { theSwitch.watch() })
	p.Serves("Switch_OnTurn", "a turn may come at any time", func() { theSwitch.OnTurn(func(bool) {}) })
	p.Leak("receive", "Dial_OnLevel", func() {
		d := new(Dial)
		d.OnLevel(func(int) {})
		d.Close()
	})
	p.Serves("Dial_watch", "a level may come at any time", func() { theDial.watch() })
	p.Safe("Dial_Close", func() { d := new(Dial); d.watch(); d.Close() })
}

// They last as long as the process.
var (
	theSwitch Switch
	theDial   Dial
)
