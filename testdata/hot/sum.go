package hot

// sum is a sum of batches.
//
//govlint:hotpath
//go:noinline
func sum(batches [][]order) float64 {
	sum := 0.0
	for _, batch := range batches {
		hand(batch, func(o *order) { sum += o.total })
	}
	return sum
}
