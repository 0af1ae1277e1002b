// Package pointers has pools that should hold pointers.
package pointers

import (
	"io"
	"sync"
)

var lines = sync.Pool{New: func() any { return make([]byte, 0, 4096) }}

func copyLines(w io.Writer, rows []string) error {
	b := lines.Get().([]byte)
	for _, r := range rows {
		b = append(b, r...)
	}
	_, err := w.Write(b)
	lines.Put(b[:0]) // want `pool-value: \[\]byte is put into a sync.Pool by value`
	return err
}

func read(r io.Reader) (int, error) {
	buf := lines.Get().([]byte)
	defer lines.Put(buf) // want `pool-value: \[\]byte is put into a sync.Pool by value`
	return r.Read(buf[:cap(buf)])
}

type codec struct{ scratch sync.Pool }

func newCodec() *codec {
	c := &codec{}
	c.scratch.New = func() any {
		return make([]int, 0, 16)
	}
	return c
}

func (c *codec) sum(vs []int) (n int) {
	s := c.scratch.Get().([]int)
	defer func() {
		c.scratch.Put(s[:0]) // want `pool-value: \[\]int is put into a sync.Pool by value`
	}()
	for _, v := range append(s, vs...) {
		n += v
	}
	return n
}

// Put what the caller has: no fix.
var given = sync.Pool{New: func() any { return make([]byte, 0, 64) }}

func take() []byte { return given.Get().([]byte) }

func give(b []byte) {
	given.Put(b) // want `pool-value: \[\]byte is put into a sync.Pool by value`
}
