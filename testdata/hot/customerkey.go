package hot

import "fmt"

// customerKey is a key of a wide number.
//
//govlint:hotpath
//go:noinline
func customerKey(id int64) string {
	return fmt.Sprintf("%d", id)
}
