package hot

// skus is the keys of a map.
//
//govlint:hotpath
//go:noinline
func skus(stock map[string]int) []string {
	var out []string
	for sku := range stock {
		out = append(out, sku)
	}
	return out
}
