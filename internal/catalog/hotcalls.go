package catalog

import (
	_ "embed"
	"sync"
)

//go:embed hotcalls.tsv
var hotCallsTSV string

// A HotCall is a function that is cheap once and dear for every item.
type HotCall struct {
	Kind   string // of escape's findings
	Cost   string // a verb and its object
	Advice string
}

// HotCalls is the table of such functions.
var HotCalls = sync.OnceValue(func() map[string]HotCall {
	out := make(map[string]HotCall)
	for _, row := range rows(hotCallsTSV, 4) {
		out[row[0]] = HotCall{row[1], row[2], row[3]}
	}
	return out
})
