package hot

// seen is a set.
//
//govlint:hotpath
//go:noinline
func seen(list []order) map[int64]struct{} {
	set := make(map[int64]struct{})
	for _, o := range list {
		set[o.customer] = struct{}{}
	}
	return set
}
