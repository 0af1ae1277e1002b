package shards

import (
	"testing"

	"drive"
)

func use(m *Map) []func() {
	return []func(){
		func() { m.Set("a", 1) },
		func() { m.Get("a") },
		func() { m.Add("b", 1) },
		func() { m.Add("c", 1) },
		func() { m.Move("b", "d") },
		func() { m.Len() },
		func() { m.Collect() },
	}
}

func TestSafe_Map(t *testing.T) { drive.Together(use(New())...) }

func TestRace_Map_AddAll(t *testing.T) {
	m := New()
	drive.Together(append(use(m), func() { m.AddAll(map[string]int{"a": 1}) })...)
}

func TestRace_Map_Swap(t *testing.T) {
	m := New()
	drive.Together(append(use(m), func() { m.Swap("x", "a") })...)
}

func TestRace_Map_Empty(t *testing.T) {
	m := New()
	drive.Together(append(use(m), func() { m.Empty() })...)
}

func TestRace_Map_CollectInto(t *testing.T) {
	m := New()
	for _, k := range []string{"a", "b", "c", "d", "e", "f", "g"} {
		m.Set(k, 1)
	}
	drive.Together(func() { m.CollectInto(make(map[string]int)) })
}

func TestSafe_Striped(t *testing.T) {
	s := NewStriped()
	drive.Together(func() { s.Set(5, "a") }, func() { s.Get(5) }, func() { s.Set(6, "b") })
}

func TestSafe_Groups(t *testing.T) {
	var g Groups
	drive.Together(g.Grow, func() { g.Join("a") })
}

func TestRace_Groups_Leave(t *testing.T) {
	var g Groups
	g.Grow()
	drive.Together(func() { g.Join("a") }, func() { g.Leave("a") })
}
