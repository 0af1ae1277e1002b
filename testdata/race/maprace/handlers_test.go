package handlers

import (
	"net/http"
	"testing"

	"drive"
)

func TestSafe_Handlers(t *testing.T) {
	routes, votes := Routes(), Votes()
	drive.Together(
		drive.Serve(routes, "GET", "/price?product=tea", ""),
		drive.Serve(routes, "GET", "/country?code=de", ""),
		drive.Serve(routes, "GET", "/tax?code=de", ""),
		drive.Serve(routes, "GET", "/order?product=tea", ""),
		drive.Serve(routes, "GET", "/restock", `{"tea":3}`),
		drive.Serve(routes, "GET", "/echo?a=b", ""),
		drive.Serve(votes, "GET", "/vote?for=a", ""),
		drive.Serve(votes, "GET", "/result", ""),
		drive.Serve(Methods("/a"), "GET", "/a", ""),
		drive.Serve(Reflect(), "POST", "/reflect", `{"a":"b"}`),
	)
}

func TestRace_Reflect(t *testing.T) {
	drive.Together(drive.Serve(Reflect(), "POST", "/last", ""))
}

func TestRace_Page(t *testing.T) {
	drive.Together(drive.Serve(http.HandlerFunc(Page), "GET", "/page", ""))
}

func TestRace_Stock(t *testing.T) {
	drive.Together(drive.Serve(Routes(), "GET", "/stock", ""),
		drive.Serve(Routes(), "GET", "/order?product=tea", ""))
}

func TestRace_Cart_ServeHTTP(t *testing.T) {
	drive.Together(drive.Serve(NewCart(), "GET", "/?product=tea", ""))
}

func TestRace_Routes(t *testing.T) {
	drive.Together(drive.Serve(Routes(), "GET", "/visit", ""))
}

func TestRace_Polls(t *testing.T) {
	drive.Together(drive.Serve(Polls(func(string) {}), "GET", "/vote?for=a", ""))
}

func TestRace_Greylist(t *testing.T) {
	drive.Together(drive.Serve(Greylist(Echo{}), "GET", "/", ""))
}
