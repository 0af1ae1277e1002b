package hot

// pointers is a list that can be sorted without copying.
//
//govlint:hotpath
//go:noinline
func pointers(list []order) []*order {
	out := make([]*order, 0)
	for i := range list {
		out = append(out, &list[i])
	}
	return out
}
