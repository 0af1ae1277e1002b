package cache

import (
	"testing"

	"drive"
)

func use(c *Cache[string, int]) []func() {
	return []func(){
		func() { c.Set("a", 1) },
		func() { c.Get("b") },
		func() { c.Snapshot() },
	}
}

func TestSafe_Cache(t *testing.T) {
	c := New(func(string) int { return 1 })
	drive.Together(append(use(c), func() { c.Reset(func(string, int) {}) })...)
}

func TestRace_Cache_Keys(t *testing.T) {
	c := New(func(string) int { return 1 })
	drive.Together(append(use(c), func() { c.Keys() })...)
}

func TestRace_Cache_Purge(t *testing.T) {
	c := New(func(string) int { return 1 })
	drive.Together(append(use(c), c.Purge)...)
}

func TestSafe_Pages(t *testing.T) {
	p := NewPages()
	drive.Together(
		func() { p.Put("/a", nil) },
		func() { p.Put("/b", nil) },
		func() { p.Hits("/a") },
		func() { p.Popular() },
	)
}

func TestRace_Pages_Get(t *testing.T) {
	p := NewPages()
	p.Put("/a", nil)
	drive.Together(func() { p.Get("/a") }, func() { p.Hits("/a") })
}

func TestRace_Pages_All(t *testing.T) {
	p := NewPages()
	drive.Together(
		func() { p.Put("/a", nil) },
		func() {
			for path, body := range p.All() {
				_, _ = path, body
			}
		},
	)
}

func TestSafe_Rates(t *testing.T) {
	var r Rates
	drive.Together(func() { r.Rate("EUR") }, func() { r.Update("EUR", 1) })
}

func TestRace_Rates_Correct(t *testing.T) {
	var r Rates
	r.Update("EUR", 1)
	drive.Together(func() { r.Rate("EUR") }, func() { r.Correct("EUR", 1) })
}
