package background_test

import (
	"testing"
	"time"

	"example.org/fixes/background"
)

func TestMirror(t *testing.T) {
	p := background.NewMirror()
	p.Start()
	for p.Value() != 99 {
		time.Sleep(time.Millisecond)
	}
}
