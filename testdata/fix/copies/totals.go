package copies

// Totals adds up words and reports the totals every so often.
func Totals(words []string, every int, out chan<- map[string]int) {
	totals := make(map[string]int)
	for i, word := range words {
		totals[word]++
		if (i+1)%every == 0 {
			out <- totals // so far
		}
	}
	close(out)
}
