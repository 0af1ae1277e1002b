package linear

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/anishathalye/porcupine"
)

// subject is a map under observation, its values translated to numbers below values.
type subject interface {
	do(in input) output
	iterate(visit func(key, value int))
	clear()
	churn(key int) // stores or deletes a key that nobody records
}

const (
	values   = 40
	hotKeys  = 3
	firstOff = 1000 // keys from here on are churn
)

// plan says how a history is made.
type plan struct {
	goroutines, ops int
	churn           int // churning operations for each recorded one
	seed            uint64
}

// recorder is the history of one goroutine.
type recorder struct {
	client int
	begin  time.Time
	ops    []porcupine.Operation
}

func (r *recorder) now() int64 { return int64(time.Since(r.begin)) }

func (r *recorder) add(in input, out output, call, ret int64) {
	r.ops = append(r.ops, porcupine.Operation{ClientId: r.client, Input: in, Call: call, Output: out, Return: ret})
}

func (r *recorder) do(s subject, in input) {
	call := r.now()
	out := s.do(in)
	r.add(in, out, call, r.now())
}

func (r *recorder) clear(s subject) {
	call := r.now()
	s.clear()
	ret := r.now()
	for key := range hotKeys {
		r.add(input{kind: clearAll, key: key}, output{}, call, ret)
	}
}

// iterate turns an iteration into one read of each key, and reports a key that is visited
// twice.
func (r *recorder) iterate(s subject) error {
	var seen [hotKeys]bool
	var err error
	call := r.now()
	s.iterate(func(key, value int) {
		if key >= hotKeys {
			return
		}
		if seen[key] {
			err = fmt.Errorf("an iteration visits key %d twice", key)
		}
		seen[key] = true
		r.add(input{kind: iterate, key: key}, output{value, true}, call, r.now())
	})
	ret := r.now()
	for key, visited := range seen {
		if !visited {
			r.add(input{kind: iterate, key: key}, output{}, call, ret)
		}
	}
	return err
}

// record runs p on s and returns the history. What each goroutine does depends on the seed
// only.
func record(s subject, p plan) ([]porcupine.Operation, error) {
	var wg, ready sync.WaitGroup
	recorders := make([]recorder, p.goroutines)
	errs := make([]error, p.goroutines)
	gate := make(chan struct{})
	begin := time.Now()
	for g := range recorders {
		wg.Add(1)
		ready.Add(1)
		go func() {
			defer wg.Done()
			r := &recorders[g]
			r.client, r.begin = g, begin
			ready.Done()
			<-gate
			errs[g] = r.play(s, p, rand.New(rand.NewPCG(p.seed, uint64(g))))
		}()
	}
	ready.Wait()
	close(gate)
	wg.Wait()
	var history []porcupine.Operation
	for g := range recorders {
		history = append(history, recorders[g].ops...)
		if errs[g] != nil {
			return history, errs[g]
		}
	}
	return history, nil
}

func (r *recorder) play(s subject, p plan, random *rand.Rand) error {
	for i := range p.ops {
		switch n := random.IntN(100); {
		case n == 0:
			r.clear(s)
		case n < 3:
			if err := r.iterate(s); err != nil {
				return err
			}
		default:
			r.do(s, input{
				kind: opKind(random.IntN(int(kinds))),
				key:  random.IntN(hotKeys),
				a:    1 + random.IntN(values-1),
				b:    1 + random.IntN(values-1),
			})
		}
		for range p.churn {
			s.churn(firstOff + i*p.goroutines/2 + random.IntN(100))
		}
		if random.IntN(50) == 0 {
			runtime.Gosched()
		}
	}
	return nil
}

// check returns an error that shows the end of a history that no order explains.
func check(history []porcupine.Operation) error {
	switch result := porcupine.CheckOperationsTimeout(model, history, time.Minute); result {
	case porcupine.Ok:
		return nil
	case porcupine.Unknown:
		return fmt.Errorf("a history of %d operations could not be decided in a minute", len(history))
	}
	for _, part := range model.Partition(history) {
		if !porcupine.CheckOperations(model, part) {
			return fmt.Errorf("no order of single steps explains this:\n%s", shortest(part))
		}
	}
	return fmt.Errorf("illegal as a whole although each key is legal")
}

// shortest formats the operations of the shortest prefix of a history that is illegal.
func shortest(history []porcupine.Operation) string {
	slices.SortFunc(history, func(a, b porcupine.Operation) int { return int(a.Return - b.Return) })
	low, high := 0, len(history)
	for low < high {
		mid := (low + high) / 2
		if porcupine.CheckOperations(model, history[:mid]) {
			low = mid + 1
		} else {
			high = mid
		}
	}
	var out strings.Builder
	for _, op := range history[max(0, low-12):low] {
		fmt.Fprintf(&out, "  %d: %8d to %8d ns  %s\n", op.ClientId, op.Call, op.Return, model.DescribeOperation(op.Input, op.Output))
	}
	return out.String()
}
