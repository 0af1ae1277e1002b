package catalog

import (
	_ "embed"
	"sync"
)

//go:embed commands.tsv
var commandsTSV string

// Commands is the table of types that a function gets which is a command of a
// program, run once a process and before its end.
var Commands = sync.OnceValue(func() map[string]bool {
	out := make(map[string]bool)
	for _, row := range rows(commandsTSV, 1) {
		out[row[0]] = true
	}
	return out
})
