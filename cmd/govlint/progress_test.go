package main

import (
	"bytes"
	"strings"
	"testing"
)

// The terminal is played by a buffer; what is left on its line is what follows
// the last carriage return.
func lineOn(terminal *bytes.Buffer) string {
	s := terminal.String()
	return s[strings.LastIndexByte(s, '\r')+1:]
}

func TestProgress(t *testing.T) {
	var screen bytes.Buffer
	p := &progress{w: &screen}
	p.update(1, 113)
	if screen.Len() > 0 {
		t.Errorf("something is printed within %v: %q", quiet, &screen)
	}
	p.show()
	if got := lineOn(&screen); got != "analysed 1 of 113 packages" {
		t.Errorf("after %v the line reads %q", quiet, got)
	}
	p.update(113, 113)
	if got := lineOn(&screen); got != "analysed 113 of 113 packages" {
		t.Errorf("the line reads %q", got)
	}
	p.stop()
	if got := lineOn(&screen); got != "" {
		t.Errorf("left behind: %q", got)
	}
	p.update(42, 113)
	if got := lineOn(&screen); got != "" {
		t.Errorf("printed after the end: %q", got)
	}
}

func TestNoProgressWithoutTerminal(t *testing.T) {
	var pipe bytes.Buffer
	p := startProgress(&pipe)
	p.show()
	p.update(41, 113)
	p.stop()
	if pipe.Len() > 0 {
		t.Errorf("printed to a pipe: %q", &pipe)
	}
}
