package handoff

import "context"

// A Pool runs a function for each job, as many at once as it likes.
type Pool interface {
	Each(ctx context.Context, n int, run func(job int) error) error
}

type outcome struct {
	value int
	err   error
}

// Gather takes all outcomes until the goroutine closes the channel, also when one of
// them is an error.
func Gather(ctx context.Context, p Pool, n int, work func(int) (int, error)) (sum int, err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	outcomes := make(chan outcome)
	go func() {
		err := p.Each(ctx, n, func(job int) error {
			v, err := work(job)
			select {
			case outcomes <- outcome{v, err}:
			case <-ctx.Done():
			}
			return err
		})
		if err != nil {
			outcomes <- outcome{err: err}
		}
		close(outcomes)
	}()
	for o := range outcomes {
		if err != nil {
			continue
		}
		sum, err = sum+o.value, o.err
	}
	return sum, err
}

// GatherFirst leaves at the first error, and the goroutine that has one more behind.
func GatherFirst(ctx context.Context, p Pool, n int, work func(int) (int, error)) (sum int, err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	outcomes := make(chan outcome)
	go func() {
		err := p.Each(ctx, n, func(job int) error {
			v, err := work(job)
			select {
			case outcomes <- outcome{v, err}:
			case <-ctx.Done():
			}
			return err
		})
		if err != nil {
			outcomes <- outcome{err: err} // want "outcomes"
		}
		close(outcomes)
	}()
	for o := range outcomes {
		if o.err != nil {
			return sum, o.err
		}
		sum += o.value
	}
	return sum, nil
}
