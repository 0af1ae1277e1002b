package hot

// ids is the numbers of all orders.
//
//govlint:hotpath
//go:noinline
func ids(list []order) []int {
	var ids []int
	for _, o := range list {
		ids = append(ids, o.id)
	}
	return ids
}
