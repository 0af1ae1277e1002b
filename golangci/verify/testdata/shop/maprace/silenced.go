package maprace

// Stocked counts the articles on two shelves.
func Stocked(left, right []string) map[string]int {
	stocked := make(map[string]int)
	go func() {
		for _, article := range left {
			stocked[article]++ //nolint:govlint // the shelves have nothing in common
		}
	}()
	for _, article := range right {
		stocked[article]++
	}
	return stocked
}
