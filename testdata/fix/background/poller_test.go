package background_test

import (
	"testing"
	"time"

	"example.org/fixes/background"
)

func TestPoller(t *testing.T) {
	p := background.NewPoller()
	p.Start()
	for p.Value() != 100 {
		time.Sleep(time.Millisecond)
	}
}
