package hot

import (
	"context"
	"fmt"
)

type ring struct {
	slots [64]order
	head  int
	names map[int]string
	last  *order
}

//govlint:noalloc
func (r *ring) push(o order) {
	r.slots[r.head&63] = o
	r.head++
}

//govlint:noalloc
func (r *ring) remember(id int) {
	r.last = &order{id: id} // want `noalloc: remember must not allocate, it does: &order`
}

//govlint:noalloc
func (r *ring) name(id int) string {
	return r.lookup(id)
}

func (r *ring) lookup(id int) string {
	if name, ok := r.names[id]; ok {
		return name
	}
	return r.fresh(id)
}

//go:noinline
func (r *ring) fresh(id int) string {
	return fmt.Sprint("order ", id) // want `noalloc: name must not allocate, and calls fresh, which does: id escapes`
}

//govlint:noalloc
func (r *ring) moved(id int) *order {
	var o order // want `noalloc: moved must not allocate, it does: the variable o is moved`
	o.id = id
	return &o
}

// ok: the way of errors may allocate.
//
//govlint:noalloc
func (r *ring) okAt(i int) (order, error) {
	if i < 0 || i >= len(r.slots) {
		return order{}, fmt.Errorf("no slot %d", i)
	}
	if r.names == nil {
		panic(fmt.Sprintf("slot %d of an empty ring", i))
	}
	return r.slots[i], nil
}

// ok: what stays on the stack costs nothing.
//
//govlint:noalloc
func (r *ring) okSum() (sum int64) {
	tmp := &order{}
	for i := range r.slots {
		tmp = &r.slots[i]
		sum += tmp.total
	}
	return sum
}

// ok: a background context has no size.
//
//govlint:noalloc
func (r *ring) okContext() {
	hand(context.Background())
}

var handed context.Context

//go:noinline
func hand(ctx context.Context) { handed = ctx }

// ok: no promise, and not hot.
func (r *ring) okFree(id int) *order { return &order{id: id} }
