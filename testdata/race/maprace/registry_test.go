package registry

import (
	"testing"

	"drive"
)

func use(r *Registry) []func() {
	in := Instance{Addr: "a"}
	return []func(){
		func() { r.Add("web", in) },
		func() { r.AddAll(map[string]Instance{"web": in, "db": in}) },
		func() { r.Lookup("web") },
		func() { r.Owner("web") },
		r.Reset,
		func() { r.WatchCopy(make(chan map[string]string, 1)) },
	}
}

func TestSafe_Registry(t *testing.T) {
	drive.Together(use(New())...)
}

func TestRace_Registry_Replace(t *testing.T) {
	r := New()
	drive.Together(append(use(r), func() { r.Replace("web", Instance{Addr: "b"}) })...)
}

func TestRace_Registry_SetOwner(t *testing.T) {
	r := New()
	drive.Together(append(use(r), func() { r.SetOwner("x", "ops") })...)
}

func TestRace_Registry_Watch(t *testing.T) {
	r := New()
	r.services["web"] = nil
	updates := make(chan map[string]string)
	drive.Together(
		func() { r.Watch(updates) },
		func() { _ = (<-updates)["web"] },
		func() { r.SetOwner("web", "ops") },
	)
}

func TestSafe_Table(t *testing.T) {
	tab := NewTable(map[string]string{"/": "web"})
	drive.Together(func() { tab.Route("/") }, func() { tab.Add("/a", "b") })
}

func TestRace_Table_Remove(t *testing.T) {
	tab := NewTable(map[string]string{"/": "web"})
	drive.Together(func() { tab.Route("/") }, func() { tab.Remove("/") })
}
