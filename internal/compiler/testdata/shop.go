// Package shop is what the recordings beside it were made of.
package shop

import (
	"bytes"
	"io"
)

type order struct {
	id    int
	items []string
}

var last *order

var sink any

func moved(id int) {
	var o order
	o.id = id
	last = &o
}

func boxed(n int) {
	sink = n
}

func constants() {
	sink = "kind"
	sink = 7
	sink = 1.5
	sink = nil
}

func stays(id int) int {
	o := &order{id: id}
	return o.id
}

func literal(id int) {
	last = &order{id: id}
}

func concat(names []string) string {
	s := ""
	for _, name := range names {
		s += name + ","
	}
	return s
}

func inlined(id int) *order { return &order{id: id} }

func callsInlined(id int) {
	last = inlined(id)
}

func callsInlinedToo(id int) {
	last = inlined(id + 1)
}

func foreign(b *bytes.Buffer) string { return b.String() }

func grows(orders []order) []int {
	var ids []int
	for _, o := range orders {
		ids = append(ids, o.id)
	}
	return ids
}

//go:noinline
func keep(kept *order) { last = kept }

//go:noinline
func look(looked *order) int { return looked.id }

func writes(w io.Writer, p []byte) error {
	_, err := w.Write(p)
	return err
}
