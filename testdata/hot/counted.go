package hot

// counted is how many of each.
//
//govlint:hotpath
//go:noinline
func counted(batches [][]order) map[string]int {
	counts := map[string]int{}
	for i := range batches {
		hand(batches[i], func(o *order) {
			counts[o.sku]++
		})
	}
	return counts
}
