// Package group runs stages in an errgroup.
package group

import (
	"context"
	"errors"
	"fmt"

	"golang.org/x/sync/errgroup"
)

// Import has a producer that does not look at the group's context: when the
// consumer fails, nobody reads what it sends.
func Import(ctx context.Context, records []string, store func(string) error) error {
	g, _ := errgroup.WithContext(ctx)
	queue := make(chan string)
	g.Go(func() error {
		defer close(queue)
		for _, r := range records {
			queue <- r // want "queue"
		}
		return nil
	})
	g.Go(func() error {
		for r := range queue {
			if err := store(r); err != nil {
				return err
			}
		}
		return nil
	})
	return g.Wait() // also
}

// ImportContext has a producer that does.
func ImportContext(ctx context.Context, records []string, store func(string) error) error {
	g, ctx := errgroup.WithContext(ctx)
	queue := make(chan string)
	g.Go(func() error {
		defer close(queue)
		for _, r := range records {
			select {
			case queue <- r:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		return nil
	})
	g.Go(func() error {
		for r := range queue {
			if err := store(r); err != nil {
				return err
			}
		}
		return nil
	})
	return g.Wait()
}

// ImportDrained has a consumer that reads on after its failure.
func ImportDrained(records []string, store func(string) error) error {
	var g errgroup.Group
	queue := make(chan string)
	g.Go(func() error {
		defer close(queue)
		for _, r := range records {
			queue <- r
		}
		return nil
	})
	g.Go(func() (failed error) {
		for r := range queue {
			if failed == nil {
				failed = store(r)
			}
		}
		return failed
	})
	return g.Wait()
}

// Export reads the results only after all have been sent.
func Export(ids []int, load func(int) (string, error)) ([]string, error) {
	var g errgroup.Group
	rows := make(chan string)
	for _, id := range ids {
		g.Go(func() error {
			row, err := load(id)
			if err != nil {
				return err
			}
			rows <- row // want "rows"
			return nil
		})
	}
	if err := g.Wait(); err != nil { // also
		return nil, err
	}
	close(rows)
	var all []string
	for row := range rows {
		all = append(all, row)
	}
	return all, nil
}

// ExportRoom has room for all results.
func ExportRoom(ids []int, load func(int) (string, error)) ([]string, error) {
	var g errgroup.Group
	rows := make(chan string, len(ids))
	for _, id := range ids {
		g.Go(func() error {
			row, err := load(id)
			if err != nil {
				return err
			}
			rows <- row
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	close(rows)
	var all []string
	for row := range rows {
		all = append(all, row)
	}
	return all, nil
}

// ExportWaiter waits in a goroutine of its own and closes the results.
func ExportWaiter(ids []int, load func(int) (string, error)) ([]string, error) {
	var g errgroup.Group
	rows := make(chan string)
	for _, id := range ids {
		g.Go(func() error {
			row, err := load(id)
			if err != nil {
				return err
			}
			rows <- row
			return nil
		})
	}
	failed := make(chan error, 1)
	go func() {
		failed <- g.Wait()
		close(rows)
	}()
	var all []string
	for row := range rows {
		all = append(all, row)
	}
	return all, <-failed
}

// Limited runs a few at once.
func Limited(ids []int, load func(int) error) error {
	var g errgroup.Group
	g.SetLimit(2)
	for _, id := range ids {
		g.Go(func() error { return load(id) })
	}
	return g.Wait()
}

// Follow waits for a context that ends with the group.
func Follow(ctx context.Context, work func() error, cleanup func()) error {
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error {
		<-ctx.Done()
		cleanup()
		return nil
	})
	g.Go(func() error {
		if err := work(); err != nil {
			return err
		}
		return errors.New("group: end of work")
	})
	return g.Wait()
}

// Confirm has a step that waits for a signal of another, which gives none when
// it fails.
func Confirm(prepare func() error, commit func() error) error {
	var g errgroup.Group
	prepared := make(chan struct{})
	g.Go(func() error {
		if err := prepare(); err != nil {
			return fmt.Errorf("group: %w", err)
		}
		close(prepared)
		return nil
	})
	g.Go(func() error {
		<-prepared // want "prepared"
		return commit()
	})
	return g.Wait() // also
}

// ConfirmContext waits for the signal or the failure.
func ConfirmContext(ctx context.Context, prepare func() error, commit func() error) error {
	g, ctx := errgroup.WithContext(ctx)
	prepared := make(chan struct{})
	g.Go(func() error {
		if err := prepare(); err != nil {
			return fmt.Errorf("group: %w", err)
		}
		close(prepared)
		return nil
	})
	g.Go(func() error {
		select {
		case <-prepared:
			return commit()
		case <-ctx.Done():
			return ctx.Err()
		}
	})
	return g.Wait()
}
