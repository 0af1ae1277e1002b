package escape

import "sync/atomic"

// A Till counts what is sold.
type Till struct{ sold int64 }

// Sell sells something.
func (t *Till) Sell() { atomic.AddInt64(&t.sold, 1) }

// Close is called when the shop is empty.
func (t *Till) Close() int64 {
	return t.sold //nolint:escape // nobody sells any more
}
