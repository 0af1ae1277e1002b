package hot

import "fmt"

// shard is a number without sign.
//
//govlint:hotpath
//go:noinline
func shard(n uint32) string {
	return fmt.Sprintf("%d", n)
}
