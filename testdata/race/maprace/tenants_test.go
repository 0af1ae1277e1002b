package tenants

import (
	"net/http"
	"testing"

	"drive"
)

func use(d *Directory, t *Tenant) []func() {
	return []func(){
		func() { d.Add(t, "example.com") },
		func() { d.Find("example.com") },
		func() { d.Drop("acme") },
		func() { t.Invite("bob") },
		func() { t.Has("bob") },
		func() { t.Use("cpu", 1) },
		func() { t.Grant("cpu") },
		func() { t.View().Members["eve"] = true },
		func() { t.Enough(3, "cpu") },
	}
}

func TestSafe_Tenants(t *testing.T) {
	d := NewDirectory()
	drive.Together(append(use(d, NewTenant("acme", "ann")),
		drive.Serve(http.HandlerFunc(d.Quota), "GET", "/", ""))...)
}

func TestRace_Tenant_Share(t *testing.T) {
	a := NewTenant("acme", "ann")
	drive.Together(append(use(NewDirectory(), a), func() { _ = a.Share().Members["ann"] })...)
}

func TestRace_Tenant_Attach(t *testing.T) {
	a := NewTenant("acme", "ann")
	drive.Together(append(use(NewDirectory(), a), func() {
		var seen Audit
		a.Attach(&seen)
		_ = seen.Seen["ann"]
	})...)
}

func TestRace_Tenant_Spare(t *testing.T) {
	a := NewTenant("acme", "ann")
	drive.Together(append(use(NewDirectory(), a), func() { a.Spare("cpu", "disk") })...)
}

func TestRace_Directory_Point(t *testing.T) {
	d := NewDirectory()
	a := NewTenant("acme", "ann")
	drive.Together(
		func() { d.Add(a, "example.com") },
		func() { d.Point("example.org", "acme") },
		func() { d.Find("example.com") },
	)
}

func TestRace_Directory_Members(t *testing.T) {
	d := NewDirectory()
	a := NewTenant("acme", "ann")
	d.Add(a, "example.com")
	drive.Together(drive.Serve(http.HandlerFunc(d.Members), "GET", "/", ""), func() { a.Invite("bob") })
}

func TestSafe_Limits(t *testing.T) {
	l := NewLimits(map[string]int{"cpu": 1})
	drive.Together(
		func() { l.Set("cpu", 2) },
		func() { l.Soft() },
		func() { l.ExceededNow(map[string]int{"cpu": 3}) },
	)
}

func TestRace_Limits_Exceeded(t *testing.T) {
	l := NewLimits(map[string]int{"cpu": 1})
	drive.Together(func() { l.Set("cpu", 2) }, func() { l.Exceeded(map[string]int{"cpu": 3}) })
}
