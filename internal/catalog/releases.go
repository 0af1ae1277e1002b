package catalog

import (
	_ "embed"
	"strings"
	"sync"
)

//go:embed releases.tsv
var releasesTSV string

// A Release says that a result of a function holds something, a goroutine or a
// connection, until it is released.
type Release struct {
	Result int      // number of the result
	Field  string   // the field of the result that has the methods, or ""
	By     []string // the methods, any of which releases it
	Ends   string   // a method that releases it when it reports false, or ""
	Before string   // the language version from which the garbage collector does, or ""
	What   string   // what stays
}

// Releases is the table of functions whose result must be released.
var Releases = sync.OnceValue(func() map[string]Release {
	out := make(map[string]Release)
	for _, row := range rows(releasesTSV, 6) {
		r := Release{Result: argument(row[1]), Field: optional(row[2]), Before: optional(row[4]), What: row[5]}
		for by := range strings.SplitSeq(row[3], ",") {
			if ends, ok := strings.CutSuffix(by, "=false"); ok {
				r.Ends = ends
				continue
			}
			r.By = append(r.By, by)
		}
		out[row[0]] = r
	}
	return out
})

func optional(s string) string {
	if s == "-" {
		return ""
	}
	return s
}
