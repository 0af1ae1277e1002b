package counter

import (
	"encoding/json"
	"fmt"
	"math"
	"runtime"
	"sync"
	"testing"
	"unsafe"

	"github.com/govlint/govlint/runtime/internal/align"
)

// lengths has both ends of every layout.
var lengths = []int{1, 7, 8, 9, 63, 64, 65, 1000, 1024, 1025, 5000, 100_000}

func TestArrayZeroValue(t *testing.T) {
	var a Array
	if a.Load(3) != 0 || a.Sum() != 0 {
		t.Error("a new array is not at 0")
	}
	a.Reset()
	a.Range(func(i int, n int64) bool { t.Errorf("a new array has counter %d at %d", i, n); return true })
	a.Inc(200)
	a.Add(200, 41)
	if got := a.Load(200); got != 42 {
		t.Errorf("Load(200) = %d, want 42", got)
	}
}

func TestArrayCountsInEveryLayout(t *testing.T) {
	for _, n := range lengths {
		a := NewArray(n)
		var want int64
		for i := range n {
			a.Add(i, int64(i))
			a.Inc(i)
			a.Add(i, -3)
			want += int64(i) - 2
		}
		for i := range n {
			if got := a.Load(i); got != int64(i)-2 {
				t.Fatalf("length %d: counter %d = %d, want %d", n, i, got, i-2)
			}
		}
		if got := a.Sum(); got != want {
			t.Errorf("length %d: Sum = %d, want %d", n, got, want)
		}
		a.Reset()
		if got := a.Sum(); got != 0 {
			t.Errorf("length %d: Sum after Reset = %d", n, got)
		}
	}
}

func TestArrayGrowthKeepsCounts(t *testing.T) {
	var a Array
	for _, i := range []int{3, 100, 3, 2000, 100, 9000, 3, 60_000, 2000} {
		a.Inc(i)
	}
	want := map[int]int64{3: 3, 100: 2, 2000: 2, 9000: 1, 60_000: 1}
	got := map[int]int64{}
	a.Range(func(i int, n int64) bool { got[i] = n; return true })
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("counters %v, want %v", got, want)
	}
	if a.Sum() != 9 {
		t.Errorf("Sum = %d, want 9", a.Sum())
	}
}

func TestArrayRangeStopsAndIsInOrder(t *testing.T) {
	a := NewArray(100)
	for _, i := range []int{90, 5, 50} {
		a.Inc(i)
	}
	var seen []int
	a.Range(func(i int, n int64) bool { seen = append(seen, i); return len(seen) < 2 })
	if fmt.Sprint(seen) != "[5 50]" {
		t.Errorf("visited %v, want [5 50]", seen)
	}
}

// Adders race with each other and with growth through all layouts; not one Add may be
// lost, and a reader never sees a counter go back.
func TestArrayLosesNothing(t *testing.T) {
	const adders, adds = 8, 20_000
	var a Array
	var wg sync.WaitGroup
	stop := make(chan struct{})
	read := make(chan error, 1)
	go func() {
		var last int64
		for {
			n := a.Load(5)
			if n < last {
				read <- fmt.Errorf("counter 5 went from %d to %d", last, n)
				return
			}
			last = n
			select {
			case <-stop:
				read <- nil
				return
			default:
				runtime.Gosched()
			}
		}
	}()
	for g := range adders {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for i := range adds {
				a.Inc(5)
				a.Inc((i * (g + 1)) % 7001)
			}
		}()
	}
	wg.Wait()
	close(stop)
	if err := <-read; err != nil {
		t.Error(err)
	}
	if got := a.Sum(); got != 2*adders*adds {
		t.Errorf("Sum = %d, want %d", got, 2*adders*adds)
	}
}

func TestArrayWordsStartALine(t *testing.T) {
	for n := 1; n <= 3000; n++ {
		l := newLayout(uint(n), nil)
		if !align.Aligned(unsafe.Pointer(&l.words[0])) {
			t.Errorf("length %d does not start a line", n)
		}
		if l.stripeMask != 0 && 8<<l.stripeShift%align.Line != 0 {
			t.Errorf("length %d: stripes of %d bytes share lines", n, 8<<l.stripeShift)
		}
		if n > maxStriped && n <= maxPadded && 8<<l.indexShift != align.Line {
			t.Errorf("length %d: a counter takes %d bytes, want a line", n, 8<<l.indexShift)
		}
	}
}

func TestArrayMisuse(t *testing.T) {
	for name, f := range map[string]func(){
		"negative index":  func() { new(Array).Inc(-1) },
		"negative length": func() { NewArray(-1) },
		"huge index":      func() { new(Array).Inc(math.MaxInt) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", name)
				}
			}()
			f()
		}()
	}
	if got := new(Array).Load(-1); got != 0 {
		t.Errorf("Load(-1) = %d", got)
	}
}

func TestArrayFormats(t *testing.T) {
	a := NewArray(600)
	a.Add(200, 7)
	a.Add(404, 1)
	if got := a.String(); got != "map[200:7 404:1]" {
		t.Errorf("String = %s", got)
	}
	if got, err := json.Marshal(a); err != nil || string(got) != `{"200":7,"404":1}` {
		t.Errorf("JSON = %s, %v", got, err)
	}
}

func TestArrayAddAllocatesNothing(t *testing.T) {
	a := NewArray(8)
	if n := testing.AllocsPerRun(100, func() { a.Inc(3); a.Load(3) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
