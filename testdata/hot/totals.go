package hot

// totals is what each order costs.
//
//govlint:hotpath
//go:noinline
func totals(list []order) []float64 {
	totals := []float64{}
	for i := range list {
		totals = append(totals, list[i].total)
	}
	return totals
}
