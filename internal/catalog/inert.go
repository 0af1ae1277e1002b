package catalog

import (
	_ "embed"
	"sync"
)

//go:embed inert.tsv
var inertTSV string

// Inert is the table of packages whose functions neither keep a channel, lock
// or context that they reach through their arguments, nor use it.
var Inert = sync.OnceValue(func() map[string]bool {
	out := make(map[string]bool)
	for _, row := range rows(inertTSV, 1) {
		out[row[0]] = true
	}
	return out
})
