package pools

import (
	"errors"
	"sync"
	"testing"

	"drive"
)

var items = []string{"a", "b", "c", "d", "e", "f"}

func size(s string) int   { return len(s) }
func known(s string) bool { return s != "" }
func no(string) error     { return errors.New("no") }

func TestSafe_Pools(t *testing.T) {
	drive.Together(
		func() { ResizeLocked(items, size) },
		func() { CountApart("a b", "b c") },
		func() { VerifyAfter(items, no) },
		func() { SpellInTurn(items, known) },
	)
	q := NewQueue()
	drive.Together(func() { q.Set("a", 1) }, func() { q.Get("a") })
	q.Close()["b"] = 1
}

func TestRace_Resize(t *testing.T) { drive.Together(func() { Resize(items, size) }) }

func TestRace_Count(t *testing.T) { drive.Together(func() { Count("a b c", "a b c") }) }

func TestRace_Verify(t *testing.T) { drive.Together(func() { Verify(items, no) }) }

func TestRace_Warm(t *testing.T) {
	drive.Together(func() { Warm(items, func(s string) string { return s }) })
}

func TestRace_Spell(t *testing.T) { drive.Together(func() { Spell(items, known) }) }

func TestRace_Dispatcher_Tally(t *testing.T) {
	d := NewDispatcher()
	drive.Together(func() {
		var wg sync.WaitGroup
		wg.Add(2)
		d.Tally("a", wg.Done)
		d.Tally("b", wg.Done)
		wg.Wait()
	})
}
