package catalog

import (
	_ "embed"
	"sync"
)

//go:embed fillers.tsv
var fillersTSV string

// A Fill tells what a method does with what its receiver has collected.
type Fill string

const (
	Fills   Fill = "fills"   // adds to it
	Shows   Fill = "shows"   // hands out a copy of all of it
	Views   Fill = "views"   // hands out all of it, in its own memory
	Empties Fill = "empties" // drops it
)

// Fillers is the table of types that collect what is written to them, with what
// their methods do, by name.
var Fillers = sync.OnceValue(func() map[string]map[string]Fill {
	out := make(map[string]map[string]Fill)
	for _, row := range rows(fillersTSV, 3) {
		if out[row[0]] == nil {
			out[row[0]] = make(map[string]Fill)
		}
		out[row[0]][row[1]] = Fill(row[2])
	}
	return out
})
