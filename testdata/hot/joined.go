package hot

import "fmt"

// joined is two strings.
//
//govlint:hotpath
//go:noinline
func joined(id int) string {
	host, port := tenants[id&1], tenants[id>>1&1]
	return fmt.Sprintf("%s:%s", host, port)
}
