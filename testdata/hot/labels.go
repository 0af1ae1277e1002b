package hot

import "fmt"

// labels is names of many.
//
//govlint:hotpath
//go:noinline
func labels(list []order) []string {
	var out []string
	for _, o := range list {
		out = append(out, fmt.Sprintf("%d", o.id))
	}
	return out
}
