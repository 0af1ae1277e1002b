package background_test

import (
	"testing"
	"time"

	"example.org/fixes/background"
)

func TestSweeper(t *testing.T) {
	p := background.NewSweeper()
	p.Start()
	for p.Value() != 100 {
		time.Sleep(time.Millisecond)
	}
}
