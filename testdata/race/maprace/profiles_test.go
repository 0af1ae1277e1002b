package profiles

import (
	"net/http"
	"testing"

	"drive"
)

func serve(f http.HandlerFunc, target string) func() { return drive.Serve(f, "POST", target, "") }

func TestSafe_Profiles(t *testing.T) {
	var p Profiles
	p.Warm(p.Add("a", "ann"))
	drive.Together(
		func() { p.Add("a", "ann") },
		func() { p.Pref("a", "lang") },
		serve(p.ReplacePref, "/?id=a&key=lang&value=de"),
		serve(p.Greeting, "/"),
		serve(GuestOwn, "/"),
	)
}

func TestRace_Profiles_SetPref(t *testing.T) {
	var p Profiles
	p.Add("a", "ann")
	drive.Together(func() { p.Pref("a", "lang") }, serve(p.SetPref, "/?id=a&key=lang&value=de"))
}

func TestRace_Profiles_Title(t *testing.T) {
	var p Profiles
	p.Warm(&Profile{Prefs: map[string]string{}})
	drive.Together(serve(p.Greeting, "/"), serve(p.Title, "/?title=x"))
}

func TestRace_Guest(t *testing.T) { drive.Together(serve(Guest, "/"), serve(GuestOwn, "/")) }

func use(b *Badges) []func() {
	return []func(){
		func() { b.Give("a", "star") },
		func() { b.Of("a") },
		func() { b.Allow("moon") },
		func() { b.Clone().Give("b", "star") },
	}
}

func TestSafe_Badges(t *testing.T) { drive.Together(use(NewBadges("star"))...) }

func TestRace_Badges_Fork(t *testing.T) {
	b := NewBadges("star")
	drive.Together(append(use(b), func() { b.Fork().Give("b", "star") })...)
}

func useBoard(b *Board) []func() {
	return []func(){
		func() { b.Score("a", 1) },
		func() { b.NextRound().scores["b"] = 1 },
		func() { b.Leader() },
	}
}

func TestSafe_Board(t *testing.T) {
	var b Board
	b.NextRound()
	drive.Together(useBoard(&b)...)
}

func TestRace_Board_String(t *testing.T) {
	var b Board
	b.NextRound()
	drive.Together(append(useBoard(&b), func() { _ = b.String() })...)
}
