package crawl

import (
	"errors"

	"drive"
)

func init() {
	p := drive.Package("crawl")
	pages := []string{"a", "b", "c", "d", "e"}
	read := func(string) {}
	fails := func(page string) error {
		if page == "b" {
			return errors.New("unreadable")
		}
		return nil
	}
	want := func(page string) bool { return page == "e" }
	p.Leak("waitgroup", "Visit", func() { Visit(pages, fails) })
	p.Safe("VisitDeferred", func() { VisitDeferred(pages, fails) })
	p.Leak("waitgroup", "VisitAhead", func() { VisitAhead(pages, want, read) })
	p.Safe("VisitAheadAll", func() { VisitAheadAll(pages, want, read) })
	p.Leak("waitgroup", "Rounds", func() { Rounds(pages, read) })
	p.Safe("RoundsEach", func() { RoundsEach(pages, read) })
	p.Leak("waitgroup", "ByValue", func() { ByValue(pages, read) })
	p.Safe("ByPointer", func() { ByPointer(pages, read) })
	p.Leak("waitgroup", "Self", func() { Self(pages, read, func() {}) })
	p.Safe("After", func() { After(pages, read, func() {}) })
	p.Leak("waitgroup", "Twice", func() { Twice(pages, read) })
	p.Safe("TwoParts", func() { TwoParts(pages, read, read) })
	p.Safe("First", func() { _ = First(pages, fails) })
	p.Safe("Limited", func() { Limited(pages, 2, read) })
	p.Safe("LimitedInside", func() { LimitedInside(pages, read) })
	p.Safe("Frontier_All", func() { NewFrontier().All() })
	p.Leak("send", "LimitedSkip", func() { LimitedSkip(pages, want, read) })
	p.Safe("Listed", func() { Listed(site(pages), read) })
	p.Leak("receive", "Mirrored", func() { Mirrored(site(pages[1:]), site(pages), read) })
	p.Safe("Parts", func() { _ = Parts(site(pages), read) })
	p.Leak("receive", "PartsMore", func() { _ = PartsMore(site(pages), read) })
	p.Safe("LimitedGive", func() { LimitedGive(pages, want, read) })
}

type site []string

func (s site) Pages() []string { return s }

func (s site) Split(most int) (parts []string, n int, err error) {
	n = min(most, len(s))
	return s[:n], n, nil
}
