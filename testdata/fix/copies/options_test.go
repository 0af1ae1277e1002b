package copies_test

import (
	"context"
	"testing"

	"example.org/fixes/copies"
	"example.org/fixes/hammer"
)

func TestQuery(t *testing.T) {
	ctx := copies.WithSetting(context.Background(), "retries", 1000)
	hammer.Run(func(i int) {
		if got := copies.Query(ctx, i); got != 1000+i {
			t.Errorf("sum %d, want %d", got, 1000+i)
		}
	})
}
