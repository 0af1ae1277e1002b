package locks

import (
	"context"
	"sync"
	"testing"
	"time"

	"drive"
)

var guests = []string{"a", "b", "c", "d", "e", "f", "g", "h", "i"}

func use(s *Stock) []func() {
	return []func(){
		func() { s.Add("bolts", 1) },
		func() { s.Level("bolts") },
		func() { s.TryAdd("nuts", 1) },
	}
}

func TestSafe_Stock(t *testing.T) { drive.Together(use(NewStock())...) }

func TestRace_Stock_Take(t *testing.T) {
	s := NewStock()
	s.Add("bolts", 1)
	drive.Once(
		func() { s.Levels(func(string, int) { time.Sleep(40 * time.Millisecond) }, true) },
		func() {
			time.Sleep(20 * time.Millisecond)
			s.Take("bolts", 1)
		},
	)
}

func TestRace_Stock_Levels(t *testing.T) {
	s := NewStock()
	drive.Together(append(use(s), func() { s.Levels(func(string, int) {}, false) })...)
}

func TestSafe_Locks(t *testing.T) {
	j := NewJournal(&sync.Mutex{})
	seats, c, ticks := NewSeats(), NewCond(), make(chan string)
	p := Follow(ticks)
	var table Table
	drive.Together(
		func() { j.Write("a") },
		func() { j.Line(0) },
		func() { j.Trim(0) },
		func() { seats.Reserve(1, "a") },
		func() { seats.Release(context.Background(), 1) },
		func() { Fill(guests) },
		func() { Baton(4)[0] = "" },
		func() { ticks <- "a" },
		func() { p.Last("a") },
		func() { c.Put("a") },
		func() { c.Wait("a") },
		func() { table.Bump("a") },
		func() { _ = table.Rows()["a"] },
	)
	close(ticks)
}

func TestRace_FillWide(t *testing.T) {
	drive.Once(func() { FillWide(make([]string, 100_000)) })
}

func TestRace_Table_Sum(t *testing.T) {
	var table Table
	drive.Together(func() { table.Bump("a") }, func() { table.Sum() })
}

func sources() []func() (string, int) {
	var out []func() (string, int)
	for i := range 8 {
		out = append(out, func() (string, int) { return guests[i], i })
	}
	return out
}

func TestSafe_Gather(t *testing.T) { drive.Together(func() { Gather(sources()) }) }

func TestRace_GatherImpatient(t *testing.T) {
	drive.Together(func() { GatherImpatient(sources()) })
}
