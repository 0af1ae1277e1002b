package hot

import "regexp"

// isSKU is a check of the input.
//
//govlint:hotpath
//go:noinline
func isSKU(s string) bool {
	return regexp.MustCompile(`^[a-z]+-\d+$`).MatchString(s)
}
