package hot

// squares is a table.
//
//govlint:hotpath
//go:noinline
func squares(n int) []int {
	var out []int
	for i := range n {
		out = append(out, i*i)
	}
	return out
}
