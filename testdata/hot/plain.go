package hot

import "fmt"

// plain is a number.
//
//govlint:hotpath
//go:noinline
func plain(id int) string {
	return fmt.Sprintf("%d", id)
}
