package batch

import (
	"errors"
	"time"

	"drive"
)

func one() (int, error)  { return 1, nil }
func fail() (int, error) { return 0, errors.New("failed") }
func late() (int, error) { time.Sleep(20 * time.Millisecond); return 2, nil }

var (
	good  = []Job{one, late, one}
	mixed = []Job{fail, late, one}
	items = []string{"a", "b", "", "c"}
)

func valid(item string) error {
	if item == "" {
		return errors.New("empty")
	}
	return nil
}

func init() {
	p := drive.Package("batch")
	work := func(string) {}
	p.Leak("send", "Sum", func() { _, _ = Sum(mixed) })
	p.Safe("SumAll", func() { _, _ = SumAll(mixed) })
	p.Safe("SumRoom", func() { _, _ = SumRoom(mixed) })
	p.Safe("SumCap", func() { SumCap(mixed) })
	p.Leak("receive", "SumCapMore", func() { SumCapMore(mixed) })
	p.Leak("range", "Each", func() { Each(items, work) })
	p.Safe("EachClosed", func() { EachClosed(items, work) })
	p.Safe("EachDeferred", func() { _ = EachDeferred(items, work, valid) })
	p.Leak("range", "EachValid", func() { _ = EachValid(items, work, valid) })
	p.Leak("send", "Total", func() { Total(good) })
	p.Safe("TotalClosed", func() { TotalClosed(good) })
	p.Safe("TotalRoom", func() { TotalRoom(good) })
	p.Leak("range", "TotalOpen", func() { TotalOpen(good) })
	p.Leak("receive", "Successes", func() { Successes(mixed) })
}
