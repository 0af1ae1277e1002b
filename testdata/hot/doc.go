// Package hot holds small programs that each waste allocations in one hot
// function. The fixes of escape are applied to them, and their benchmarks compared.
package hot

type order struct {
	id       int
	customer int64
	total    float64
	sku      string
	tags     []string
}

// orders are n of them.
func orders(n int) []order {
	list := make([]order, n)
	for i := range list {
		list[i] = order{id: 1000 + i, customer: int64(70000 + i), total: float64(i), sku: "sku", tags: []string{"a", "b"}}
	}
	return list
}

// hand gives each order to f, which the compiler must take for kept.
//
//go:noinline
func hand(list []order, f func(*order)) {
	handed = f
	for i := range list {
		f(&list[i])
	}
}

var handed func(*order)
