// Package workers spreads jobs over goroutines.
package workers

import (
	"context"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
)

// Job is one piece of work.
type Job struct {
	ID   string
	Cost int
}

// Totals adds the costs by name.
func Totals(jobs []Job) map[string]int {
	totals := make(map[string]int)
	var wg sync.WaitGroup
	for _, j := range jobs {
		wg.Add(1)
		go func() {
			defer wg.Done()
			totals[j.ID] += j.Cost // want "unguarded: map totals"
		}()
	}
	wg.Wait()
	return totals
}

// TotalsLocked adds the costs by name.
func TotalsLocked(jobs []Job) map[string]int {
	totals := make(map[string]int)
	var mu sync.Mutex
	var wg sync.WaitGroup
	for _, j := range jobs {
		wg.Add(1)
		go func() {
			defer wg.Done()
			mu.Lock()
			defer mu.Unlock()
			totals[j.ID] += j.Cost
		}()
	}
	wg.Wait()
	totals["jobs"] = len(jobs)
	return totals
}

// Fetch asks for each job's result and gives up at the first error.
func Fetch(ctx context.Context, jobs []Job, get func(context.Context, string) (string, error)) (map[string]string, error) {
	results := make(map[string]string, len(jobs))
	g, ctx := errgroup.WithContext(ctx)
	for _, j := range jobs {
		g.Go(func() error {
			body, err := get(ctx, j.ID)
			if err != nil {
				return err
			}
			results[j.ID] = body // want "unguarded: map results"
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	return results, nil
}

// FetchSlots is Fetch with a slot a job and one goroutine that fills the map.
func FetchSlots(ctx context.Context, jobs []Job, get func(context.Context, string) (string, error)) (map[string]string, error) {
	bodies := make([]string, len(jobs))
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(4)
	for i, j := range jobs {
		g.Go(func() (err error) {
			bodies[i], err = get(ctx, j.ID)
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	results := make(map[string]string, len(jobs))
	for i, j := range jobs {
		results[j.ID] = bodies[i]
	}
	return results, nil
}

// Index runs two passes over the jobs at the same time.
func Index(jobs []Job) (costs, lengths map[string]int) {
	costs, lengths = make(map[string]int), make(map[string]int)
	var wg sync.WaitGroup
	wg.Go(func() {
		for _, j := range jobs {
			costs[j.ID] = j.Cost
		}
	})
	wg.Go(func() {
		for _, j := range jobs {
			lengths[j.ID] = len(j.ID)
		}
	})
	wg.Wait()
	return costs, lengths
}

// Prices reads a table from all workers.
func Prices(jobs []Job, table map[string]int) []int {
	byID := make(map[string]int, len(table))
	for id, price := range table {
		byID[id] = price * 100
	}
	out := make([]int, len(jobs))
	var wg sync.WaitGroup
	for i, j := range jobs {
		wg.Go(func() { out[i] = byID[j.ID] })
	}
	wg.Wait()
	return out
}

// Merge runs one worker and goes on adding in the meantime.
func Merge(jobs []Job, late Job) map[string]int {
	sum := make(map[string]int)
	var wg sync.WaitGroup
	wg.Go(func() {
		for _, j := range jobs {
			sum[j.ID] += j.Cost // want "unguarded: map sum"
		}
	})
	sum[late.ID] += late.Cost
	wg.Wait()
	return sum
}

// Deadline counts the jobs that were done in time.
func Deadline(jobs []Job, limit time.Duration) int {
	finished := make(map[string]bool)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for _, j := range jobs {
			time.Sleep(time.Duration(j.Cost) * time.Microsecond)
			finished[j.ID] = true // want "unguarded: map finished"
		}
	}()
	select {
	case <-done:
	case <-time.After(limit):
	}
	return len(finished)
}

// DeadlineDone counts the jobs if all were done in time.
func DeadlineDone(jobs []Job, limit time.Duration) int {
	finished := make(map[string]bool)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for _, j := range jobs {
			finished[j.ID] = true
		}
	}()
	select {
	case <-done:
		return len(finished)
	case <-time.After(limit):
		return 0
	}
}

// Batches gives each batch its own map.
func Batches(batches [][]Job) []map[string]int {
	out := make([]map[string]int, len(batches))
	var wg sync.WaitGroup
	for i, batch := range batches {
		counts := make(map[string]int)
		out[i] = counts
		wg.Go(func() {
			for _, j := range batch {
				counts[j.ID]++
			}
		})
	}
	wg.Wait()
	return out
}

// BatchesShared counts over all batches.
func BatchesShared(batches [][]Job) map[string]int {
	counts := make(map[string]int)
	var g errgroup.Group
	for _, batch := range batches {
		g.Go(func() error {
			tally(counts, batch) // want "unguarded: map counts"
			return nil
		})
	}
	_ = g.Wait()
	return counts
}

// BatchesInTurn counts over all batches, one after the other.
func BatchesInTurn(batches [][]Job) map[string]int {
	counts := make(map[string]int)
	for _, batch := range batches {
		var wg sync.WaitGroup
		wg.Go(func() { tally(counts, batch) })
		wg.Wait()
	}
	return counts
}

func tally(into map[string]int, jobs []Job) {
	for _, j := range jobs {
		into[j.ID]++
	}
}

// Retry collects the jobs that failed while it starts the others.
func Retry(jobs []Job, run func(Job) error) map[string]error {
	failed := make(map[string]error)
	var wg sync.WaitGroup
	for _, j := range jobs {
		if failed[j.ID] != nil {
			continue
		}
		wg.Go(func() {
			if err := run(j); err != nil {
				failed[j.ID] = err // want "unguarded: map failed"
			}
		})
	}
	wg.Wait()
	return failed
}
