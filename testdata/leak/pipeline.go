package pipeline

import (
	"bytes"
	"context"
	"io"
	"strings"
	"time"

	"drive"
)

// end is one side of a connection that takes some time to end.
type end struct{ after time.Duration }

func (e end) Read([]byte) (int, error)    { time.Sleep(e.after); return 0, io.EOF }
func (e end) Write(p []byte) (int, error) { return len(p), nil }

func init() {
	p := drive.Package("pipeline")
	text := func() io.Reader { return strings.NewReader("a\nb\nc\nd\n") }
	isA := func(line string) bool { return line == "a" }
	p.Leak("send", "Find", func() { Find(text(), isA) })
	p.Safe("FindCancelled", func() { FindCancelled(context.Background(), text(), isA) })
	p.Safe("FindDrained", func() { FindDrained(text(), isA) })
	p.Safe("FindDeferred", func() { FindDeferred(text(), isA) })
	p.Leak("range", "Numbers", func() { Numbers([]string{"1", "x"}) })
	p.Safe("NumbersClosed", func() { NumbersClosed([]string{"1", "x"}) })
	p.Safe("Doubles", func() { Doubles(5) })
	p.Leak("send", "count", func() { FirstOver(3) })
	p.Leak("send", "Copy", func() { _ = Copy(end{}, end{20 * time.Millisecond}) })
	p.Safe("CopyBoth", func() { _ = CopyBoth(end{}, end{20 * time.Millisecond}) })
	p.Safe("CopyOne", func() { _ = CopyOne(new(bytes.Buffer), end{20 * time.Millisecond}) })
	p.Safe("FanIn", func() { FanIn([]int{1, 2}, []int{3}) })
	p.Leak("send", "FanInEarly", func() { _, _ = FanInEarly([]int{-1, 2, 3}, []int{4, 5}) })
	p.Safe("Windows", func() { Windows([]int{1, 2, 3}, 2) })
}
