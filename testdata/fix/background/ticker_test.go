package background_test

import (
	"testing"
	"time"

	"example.org/fixes/background"
)

func TestTicker(t *testing.T) {
	p := background.NewTicker()
	p.Start()
	for p.Value() != 100 {
		time.Sleep(time.Millisecond)
	}
}
