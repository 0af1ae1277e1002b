package copies_test

import (
	"testing"

	"example.org/fixes/copies"
	"example.org/fixes/hammer"
)

func TestBoard(t *testing.T) {
	points := hammer.Goroutines * hammer.Times
	board := copies.NewBoard(points)
	done := make(chan bool)
	go func() {
		for i := range points {
			if scores := <-board.Reports(); scores["home"] != i+1 {
				t.Errorf("report %d: %v", i, scores)
			}
		}
		close(done)
	}()
	hammer.Run(func(int) { board.Score("home") })
	<-done
}
