//govlint:hotpath

package hot

import (
	"errors"
	"fmt"
	"io"
	"log"
	"sort"
	"strconv"
)

func cacheKey(tenant string, id int) string {
	return fmt.Sprintf("%s:%d", tenant, id) // want `boxing: fmt.Sprintf boxes tenant, id and reads the format at run time`
}

func writeRow(w io.Writer, o order) {
	fmt.Fprintf(w, "%8d %s\n", o.id, o.name) // want `boxing: the call of fmt.Fprintf boxes o.id, o.name; write the parts`
}

type encoder interface{ Encode(v any) error }

func encodeAll(e encoder, orders []order) error {
	for _, o := range orders {
		if err := e.Encode(o); err != nil { // want `boxing: the call of e.Encode boxes o; pass a pointer`
			return err
		}
	}
	return nil
}

type sample struct {
	at    int64
	value float64
}

type queue struct{ items []any }

//go:noinline
func (q *queue) push(v any) { q.items = append(q.items, v) }

func record(q *queue, at int64, value float64) {
	q.push(sample{at, value}) // want `boxing: the call of q.push boxes sample`
}

// ok: a pointer fits into an interface.
func okPointer(e encoder, orders []order) error {
	for i := range orders {
		if err := e.Encode(&orders[i]); err != nil {
			return err
		}
	}
	return nil
}

// ok: boxes of constants are laid out by the linker.
func okConstant(q *queue) {
	q.push("tick")
	q.push(42)
	const limit = 1 << 20
	q.push(limit)
}

// ok: the runtime keeps a box of every byte.
func okByte(q *queue, b byte, done bool) {
	q.push(b)
	q.push(done)
}

// ok: the way of errors is not hot.
func okErrors(id int) error {
	if id < 0 {
		return fmt.Errorf("order %d: not a number of an order", id)
	}
	if id == 0 {
		log.Printf("order %d is none", id)
		return errors.New("order " + strconv.Itoa(id))
	}
	return nil
}

// ok: the compiler keeps the box on the stack.
func okStays(v int) int {
	return okSize(v)
}

func okSize(v any) int {
	n, _ := v.(int)
	return n
}

// ok: an interface already.
func okInterface(q *queue, v fmt.Stringer) { q.push(v) }

//go:noinline
func visit(orders []order, each func(*order)) {
	kept = each
	for i := range orders {
		each(&orders[i])
	}
}

var kept func(*order)

// A scanner's states return the one that comes next.
type scanner struct {
	in string
	at int
}

type state func() state

func (sc *scanner) word() state {
	for sc.at < len(sc.in) && sc.in[sc.at] != ' ' {
		sc.at++
	}
	return sc.space // want `closure: sc.space is allocated at every call of word, for a method without its call holds its receiver`
}

func (sc *scanner) space() state {
	sc.at++
	if sc.at >= len(sc.in) {
		return nil
	}
	return sc.word // want `closure: sc.word is allocated at every call of space`
}

// ok: bound where it does not outlive the loop.
func (sc *scanner) run() {
	first := sc.word
	for s := first(); s != nil; {
		s = s()
	}
}

// A lexer has its states without a receiver.
type lexer struct {
	in string
	at int
}

type step func(*lexer) step

// ok: a method expression is no more than a pointer to code.
func (l *lexer) word() step {
	l.at++
	return (*lexer).space
}

func (l *lexer) space() step {
	l.at++
	return nil
}

func totals(batches [][]order) (sum int64) {
	for _, batch := range batches {
		visit(batch, func(o *order) { sum += o.total }) // want `closure: the function given to visit is allocated in every round .* make it once before the loop`
	}
	return sum
}

func tagged(batches map[string][]order, tags map[*order]string) {
	for tag, batch := range batches {
		visit(batch, func(o *order) { tags[o] = tag }) // want `closure: .* pass tag as an argument instead`
	}
}

// ok: it captures nothing, and so is there from the start.
func okNothing(batches [][]order) {
	for _, batch := range batches {
		visit(batch, func(o *order) { o.total = 0 })
	}
}

// ok: the callee does not keep it, so it stays on the stack.
func okSort(orders []order) {
	desc := len(orders) > 3
	sort.Slice(orders, func(i, j int) bool { return (orders[i].id < orders[j].id) != desc })
}

// ok: a goroutine needs a function of its own.
func okSpawn(batches [][]order) {
	for _, batch := range batches {
		go func() { visit(batch, func(o *order) { o.total = 0 }) }()
	}
}

type pair[K comparable, V any] struct {
	key   K
	value V
}

//go:noinline
func keep(v any) { boxed = v }

var boxed any

// ok: how large it is depends on the types.
func okGeneric[K comparable, V any](key K, value V) *pair[K, V] {
	keep(pair[K, V]{key, value})
	keep([1]V{value})
	return &pair[K, V]{key, value}
}
