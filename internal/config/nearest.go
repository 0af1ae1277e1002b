package config

// nearest returns the candidate that name is probably a misspelling of, "" when
// none comes close.
func nearest(name string, candidates []string) string {
	best, distance := "", len(name)/2+1
	for _, candidate := range candidates {
		if d := editDistance(name, candidate); d < distance {
			best, distance = candidate, d
		}
	}
	return best
}
