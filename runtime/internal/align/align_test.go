package align

import (
	"reflect"
	"runtime"
	"sync"
	"testing"
	"unsafe"
)

const (
	_ = -(unsafe.Sizeof(Pad{}) % Line)
	_ = -(uintptr(Line) & (Line - 1))
	_ = uint(Line - 64)
)

type pointerLine struct {
	mu sync.Mutex
	m  map[string]int
	p  *int
	_  [Line - 8 - 2*unsafe.Sizeof(uintptr(0))]byte
}

const _ = -(unsafe.Sizeof(pointerLine{}) % Line)

type plainLine [Line / 8]uint64

// tableSizes has every count up to 1100, which covers each size class of the
// allocator up to 64 KiB and the change to blocks of whole pages at 32 KiB.
func tableSizes() []int {
	var sizes []int
	for n := 1; n <= 1100; n++ {
		sizes = append(sizes, n)
	}
	for n := 2048; n <= 1<<16; n *= 2 {
		sizes = append(sizes, n-1, n, n+1)
	}
	return sizes
}

func checkAddresses[T any](t *testing.T) {
	t.Helper()
	for _, n := range tableSizes() {
		s := Slice[T](n)
		if len(s) != n {
			t.Fatalf("Slice(%d) has %d elements", n, len(s))
		}
		if at := uintptr(unsafe.Pointer(&s[0])); at%Line != 0 {
			t.Errorf("%d elements of %s start at %d mod %d", n, reflect.TypeFor[T](), at%Line, Line)
		}
	}
}

func TestSliceStartsALineForEverySize(t *testing.T) {
	t.Run("pointers", checkAddresses[pointerLine])
	t.Run("no pointers", checkAddresses[plainLine])
	t.Run("words", checkAddresses[uint64])
	t.Run("strings", checkAddresses[string])
}

// The reason for Slice. If it fails, the allocator has changed and gapped should be
// looked at again.
func TestMakeDoesNotStartALine(t *testing.T) {
	s := make([]pointerLine, 16)
	runtime.KeepAlive(s)
	sink = s
	if Aligned(unsafe.Pointer(&s[0])) {
		t.Skip("this allocator has no header in front of 1 KiB of pointers")
	}
}

var sink any

func TestSliceKeepsWhatItsPointersReach(t *testing.T) {
	for _, n := range []int{1, 16, 200, 700} {
		s := Slice[pointerLine](n)
		for i := range s {
			s[i].p = new(int)
			*s[i].p = i
			s[i].m = map[string]int{"i": i}
		}
		for range 3 {
			runtime.GC()
			sink = make([]byte, 1<<20)
		}
		for i := range s {
			if *s[i].p != i || s[i].m["i"] != i {
				t.Fatalf("element %d of %d lost what it pointed to", i, n)
			}
		}
	}
}

func TestSliceOfNothing(t *testing.T) {
	if s := Slice[pointerLine](0); s == nil || len(s) != 0 {
		t.Errorf("Slice(0) = %v, want an empty slice", s)
	}
}

func TestHasPointers(t *testing.T) {
	type flat struct {
		_ [3]int32
		_ struct{ _ complex128 }
	}
	type deep struct {
		_ int
		_ [2]struct{ _ string }
	}
	for _, c := range []struct {
		typ  reflect.Type
		want bool
	}{
		{reflect.TypeFor[flat](), false},
		{reflect.TypeFor[deep](), true},
		{reflect.TypeFor[[0]*int](), false},
		{reflect.TypeFor[string](), true},
		{reflect.TypeFor[any](), true},
		{reflect.TypeFor[unsafe.Pointer](), true},
		{reflect.TypeFor[uintptr](), false},
		{reflect.TypeFor[chan int](), true},
	} {
		if got := hasPointers(c.typ); got != c.want {
			t.Errorf("hasPointers(%s) = %v", c.typ, got)
		}
	}
}
