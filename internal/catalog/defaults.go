package catalog

import (
	_ "embed"
	"strings"
	"sync"
)

//go:embed defaults.tsv
var defaultsTSV string

// A Default is a label that a function takes raw unless it is told otherwise.
type Default struct {
	When  string // empty, unset, unassigned or always
	Arg   int    // for empty and unset, without the receiver
	Field string // for unset and unassigned
	Label string
	Words string // what a person calls the values
}

// Defaults is the table of functions that measure requests and take a label raw
// by default.
var Defaults = sync.OnceValue(func() map[string]Default {
	out := make(map[string]Default)
	for _, row := range rows(defaultsTSV, 4) {
		when, detail, _ := strings.Cut(row[1], " ")
		d := Default{When: when, Label: row[2], Words: row[3]}
		switch when {
		case "empty":
			d.Arg = argument(detail)
		case "unset":
			arg, field, _ := strings.Cut(detail, ".")
			d.Arg, d.Field = argument(arg), field
		case "unassigned":
			d.Field = detail
		}
		out[row[0]] = d
	}
	return out
})
