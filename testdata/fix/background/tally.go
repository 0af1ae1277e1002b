package background

import "sync"

type score struct{ points int }

// Tally adds up the points of each player. It returns those of ann.
func Tally(rounds int) int {
	scores := make(map[string]*score)
	var wg sync.WaitGroup
	for range rounds {
		for _, player := range []string{"ann", "bob"} {
			wg.Add(1)
			go func() {
				defer wg.Done()
				s, ok := scores[player]
				if !ok {
					s = &score{}
					scores[player] = s
				}
				s.points += 3
			}()
		}
	}
	wg.Wait()
	return scores["ann"].points
}
