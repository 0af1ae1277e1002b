// Package maprace counts what a shop sells.
package maprace

// Sold counts the articles of two tills.
func Sold(left, right []string) map[string]int {
	sold := make(map[string]int)
	go func() {
		for _, article := range left {
			sold[article]++
		}
	}()
	for _, article := range right {
		sold[article]++
	}
	return sold
}
