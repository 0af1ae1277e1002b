// Package suite parses key=value lines; its tests share maps.
package suite

import "strings"

// Parse returns the pairs of a line.
func Parse(line string) map[string]string {
	pairs := make(map[string]string)
	for _, f := range strings.Fields(line) {
		k, v, _ := strings.Cut(f, "=")
		pairs[k] = v
	}
	return pairs
}
