package shapes

import (
	"fmt"
	"net/http"
	"strings"
)

// Jobs is what runs, by name.
type Jobs struct {
	state map[string]int
}

// NewJobs returns none.
func NewJobs() *Jobs { return &Jobs{state: make(map[string]int)} }

// ServeHTTP adds a job.
func (j *Jobs) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	j.state[r.URL.Query().Get("job")] = 1
}

// List writes them all.
func (j *Jobs) List(w http.ResponseWriter, r *http.Request) {
	for name, n := range j.state {
		fmt.Fprintln(w, name, n)
	}
}

// First is the first that is found of a kind.
func (j *Jobs) First(kinds []string) string {
	found := ""
search:
	for _, kind := range kinds {
		for name := range j.state {
			if !strings.HasPrefix(name, kind) {
				continue
			}
			found = name
			break search
		}
	}
	return found
}

// Sum adds them up, and the most is a bound.
func (j *Jobs) Sum(most int) int {
	sum := 0
	for _, n := range j.state {
		if sum >= most {
			return most
		}
		sum += n
	}
	for range j.state {
		sum++
	}
	return sum
}

// Prune removes the jobs of a kind, and those in a state.
func (j *Jobs) Prune(kind string, state int) {
	for name := range j.state {
		if strings.HasPrefix(name, kind) {
			delete(j.state, name)
		}
	}
	for name, n := range j.state {
		if n == state {
			delete(j.state, name) // it is done
		}
	}
}

// Wipe removes them one by one.
func (j *Jobs) Wipe() {
	for name := range j.state {
		delete(j.state, name)
	}
}

// Drop removes them at once.
func (j *Jobs) Drop() { clear(j.state) }

// Len is their number.
func (j *Jobs) Len() int { return len(j.state) }
