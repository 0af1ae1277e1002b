// Package escape counts the visitors of a shop.
package escape

import "sync/atomic"

// A Door counts who comes in.
type Door struct{ visitors int64 }

// Enter lets somebody in.
func (d *Door) Enter() { atomic.AddInt64(&d.visitors, 1) }

// Visitors is how many have come.
func (d *Door) Visitors() int64 {
	return d.visitors
}
