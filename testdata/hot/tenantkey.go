package hot

import "fmt"

// tenantKey is a key with a tenant.
//
//govlint:hotpath
//go:noinline
func tenantKey(id int) string {
	tenant := tenants[id&1]
	return fmt.Sprintf("%s/%d", tenant, id)
}

var tenants = [2]string{"north-by-northwest", "south-by-southeast"}
