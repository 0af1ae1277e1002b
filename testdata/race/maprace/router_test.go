package router

import (
	"net/http"
	"testing"

	"drive"
)

func TestSafe_Routers(t *testing.T) {
	n := NewNotes()
	l := NewLinks().Routes()
	scores, rooms := ScoresLocked(), NewRooms().Routes()
	drive.Together(
		func() { n.list(drive.Request("GET", "/", "")) },
		func() { n.create(drive.Request("POST", "/?name=a", "")) },
		drive.Serve(scores, "GET", "/score", ""),
		drive.Serve(scores, "POST", "/score?team=a", ""),
		drive.Serve(Annotated(), "GET", "/labels", ""),
		drive.Serve(rooms, "GET", "/free?room=red", ""),
		drive.Serve(l, "GET", "/follow?name=go", ""),
		drive.Serve(l, "POST", "/add?name=a&target=b", ""),
	)
}

func TestRace_Notes_logged(t *testing.T) {
	drive.Together(drive.Serve(NewNotes().Routes(), "GET", "/notes/", ""))
}

func TestRace_Notes_remove(t *testing.T) {
	n := NewNotes()
	drive.Together(
		func() { n.create(drive.Request("POST", "/?name=a", "")) },
		func() { n.remove(drive.Request("DELETE", "/?name=a", "")) },
	)
}

func TestRace_Ping(t *testing.T) { drive.Together(drive.Serve(Ping(), "GET", "/ping", "")) }

func TestRace_Scores(t *testing.T) {
	h := Scores()
	drive.Together(drive.Serve(h, "GET", "/score", ""), drive.Serve(h, "POST", "/score?team=a", ""))
}

func TestRace_Rooms_book(t *testing.T) {
	drive.Together(drive.Serve(NewRooms().Routes(), "POST", "/book?room=red", ""))
}

func TestRace_Links_Routes(t *testing.T) {
	h := NewLinks().Routes()
	drive.Together(drive.Serve(h, "GET", "/follow?name=go", ""), drive.Serve(h, "GET", "/clicks?name=go", ""))
}

func TestSafe_Tree(t *testing.T) {
	tree := NewTree()
	tree.Add("/a", func(http.ResponseWriter, *http.Request) {})
	drive.Together(drive.Serve(tree.Handler(), "GET", "/a", ""), func() { tree.Add("/b", nil) }, func() { tree.Len() })
}

func TestRace_Tree_miss(t *testing.T) {
	drive.Together(drive.Serve(NewTree().Handler(), "GET", "/b", ""))
}
