package hot

// byID is an index.
//
//govlint:hotpath
//go:noinline
func byID(list []order) map[int]float64 {
	m := make(map[int]float64)
	for _, o := range list {
		m[o.id] = o.total
	}
	return m
}
