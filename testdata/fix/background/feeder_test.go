package background_test

import (
	"testing"
	"time"

	"example.org/fixes/background"
)

func TestFeeder(t *testing.T) {
	p := background.NewFeeder()
	p.Start()
	for p.Value() != 50 {
		time.Sleep(time.Millisecond)
	}
}
