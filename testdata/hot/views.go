package hot

// views is what a page shows.
//
//govlint:hotpath
//go:noinline
func views(list []order) []view {
	var out []view
	for _, o := range list {
		if o.id < 0 {
			return nil
		}
		out = append(out, view{o.sku, o.total})
	}
	return out
}

type view struct {
	sku   string
	price float64
}
