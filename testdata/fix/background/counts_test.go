package background_test

import (
	"testing"
	"time"

	"example.org/fixes/background"
)

func TestCounts(t *testing.T) {
	p := background.NewCounts()
	p.Start()
	for p.Value() != 100 {
		time.Sleep(time.Millisecond)
	}
}
