// Package finding has the one shape in which findings travel from the run of
// the analyzers to whatever prints them, applies their fixes or filters them.
// The JSON form is the output of "govlint -f json", one object a line.
package finding

import (
	"cmp"
	"slices"
	"strings"
)

// A Location is a place in a file. Line and Column count from 1, Column in
// bytes. File is a path the reader can open from where govlint was called.
type Location struct {
	File   string `json:"file"`
	Line   int    `json:"line"`
	Column int    `json:"column"`
}

// A Related is one line of a witness.
type Related struct {
	Location Location `json:"location"`
	End      Location `json:"end"`
	Message  string   `json:"message"`
}

// An Edit replaces what stands between Location and End by NewText.
// Start and Stop are the same place in bytes from the start of the file.
type Edit struct {
	Location Location `json:"location"`
	End      Location `json:"end"`
	NewText  string   `json:"new_text"`

	Start int `json:"-"`
	Stop  int `json:"-"`
}

// A Fix is a set of edits that is applied as a whole or not at all.
type Fix struct {
	Message string `json:"message"`
	Edits   []Edit `json:"edits"`
}

// A Finding is one defect and the evidence for it.
type Finding struct {
	Code     string    `json:"code"` // analyzer, slash, kind
	Severity string    `json:"severity"`
	Location Location  `json:"location"`
	End      Location  `json:"end"`
	Message  string    `json:"message"`
	Related  []Related `json:"related,omitempty"`
	Fixes    []Fix     `json:"fixes,omitempty"` // the safest first
}

// Analyzer returns the part of the code before the slash.
func (f *Finding) Analyzer() string {
	name, _, _ := strings.Cut(f.Code, "/")
	return name
}

// Sort orders findings by file, line and column, then by code and message, and
// drops those that agree in all of these: the variants of a package that hold
// the same file report it once each.
func Sort(findings []Finding) []Finding {
	slices.SortStableFunc(findings, compare)
	return slices.CompactFunc(findings, func(a, b Finding) bool { return compare(a, b) == 0 })
}

func compare(a, b Finding) int {
	return cmp.Or(
		cmp.Compare(a.Location.File, b.Location.File),
		cmp.Compare(a.Location.Line, b.Location.Line),
		cmp.Compare(a.Location.Column, b.Location.Column),
		cmp.Compare(a.Code, b.Code),
		cmp.Compare(a.Message, b.Message),
	)
}
