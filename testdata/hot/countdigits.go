package hot

import "regexp"

// countDigits is a check of many.
//
//govlint:hotpath
//go:noinline
func countDigits(list []string) int {
	n := 0
	for _, s := range list {
		re := regexp.MustCompile(`^\d{3}$`)
		if re.MatchString(s) {
			n++
		}
	}
	return n
}
