package workers

import (
	"context"
	"errors"
	"testing"
	"time"

	"drive"
)

var jobs = []Job{{"a", 1}, {"b", 2}, {"c", 3}, {"a", 4}, {"b", 5}, {"c", 6}}

func get(context.Context, string) (string, error) { return "x", nil }

func TestSafe_Workers(t *testing.T) {
	ctx := context.Background()
	batches := [][]Job{jobs, jobs, jobs}
	drive.Together(
		func() { TotalsLocked(jobs) },
		func() { FetchSlots(ctx, jobs, get) },
		func() { Index(jobs) },
		func() { Prices(jobs, map[string]int{"a": 1}) },
		func() { DeadlineDone(jobs, time.Microsecond) },
		func() { DeadlineDone(jobs, time.Second) },
		func() { Batches(batches) },
		func() { BatchesInTurn(batches) },
	)
}

func TestRace_Totals(t *testing.T) { drive.Together(func() { Totals(jobs) }) }

func TestRace_Fetch(t *testing.T) {
	drive.Together(func() { Fetch(context.Background(), jobs, get) })
}

func TestRace_Merge(t *testing.T) { drive.Together(func() { Merge(jobs, Job{"z", 1}) }) }

func TestRace_Deadline(t *testing.T) {
	drive.Together(func() { Deadline(jobs, 5*time.Microsecond) })
}

func TestRace_BatchesShared(t *testing.T) {
	drive.Together(func() { BatchesShared([][]Job{jobs, jobs}) })
}

func TestRace_Retry(t *testing.T) {
	drive.Together(func() { Retry(jobs, func(Job) error { return errors.New("no") }) })
}

func TestSafe_Loops(t *testing.T) {
	for _, polled := range []bool{true, false} {
		ls := NewLoops(2)
		ls.Start(polled)
		drive.Together(func() { ls.Send(0, "a") }, func() { ls.Send(1, "b") })
		StartMeters([]string{"a", "b"}, polled)
	}
}

func TestRace_Loops_startRemoving(t *testing.T) {
	drive.Together(func() { NewLoops(1).Replay([]string{"a", "b", "c"}) })
}

func TestRace_Loops_startAdding(t *testing.T) {
	drive.Together(func() { NewLoops(1).Replay([]string{"a", "b", "c"}) })
}
