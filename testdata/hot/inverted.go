package hot

// inverted is a map the other way round.
//
//govlint:hotpath
//go:noinline
func inverted(byID map[int]string) map[string]int {
	m := make(map[string]int)
	for id, name := range byID {
		m[name] = id
	}
	return m
}
