package cowmap

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"runtime"
	"sync"
	"testing"
)

func TestZeroValueReads(t *testing.T) {
	var m Map[string, int]
	if _, ok := m.Load("a"); ok || m.Len() != 0 || m.String() != "map[]" {
		t.Error("a new map is not empty")
	}
	m.Delete("a")
	m.Clear()
	for range m.All() {
		t.Error("a new map has an entry")
	}
	if m.Snapshot() == nil {
		t.Error("Snapshot of a new map cannot be written to")
	}
	if got, err := json.Marshal(&m); string(got) != "{}" || err != nil {
		t.Errorf("JSON = %s, %v", got, err)
	}
	m.Edit(func(entries map[string]int) { entries["a"] = 1 })
	if v, _ := m.Load("a"); v != 1 {
		t.Errorf("Load = %d after Edit of a new map", v)
	}
}

func TestViewDoesNotChange(t *testing.T) {
	m := From(map[string]string{"/": "home"})
	before := m.View()
	m.Store("/", "other")
	m.Store("/users", "users")
	if v, _ := before.Load("/"); v != "home" || before.Len() != 1 {
		t.Errorf("the view became %v", before)
	}
	own := before.Snapshot()
	own["/"] = "mine"
	if v, _ := before.Load("/"); v != "home" {
		t.Error("writing to a snapshot changed the view it is from")
	}
	if v, _ := m.Load("/"); v != "other" || m.Len() != 2 {
		t.Errorf("the map is %v", m)
	}
}

func TestSourcesAreNotKept(t *testing.T) {
	src := map[string]int{"a": 1}
	m := From(src)
	src["a"] = 2
	if v, _ := m.Load("a"); v != 1 {
		t.Error("From keeps its argument")
	}
	m.Replace(src)
	src["a"] = 3
	if v, _ := m.Load("a"); v != 2 {
		t.Error("Replace keeps its argument")
	}
	m.Replace(nil)
	m.Store("b", 1)
	if got := m.Snapshot(); !maps.Equal(got, map[string]int{"b": 1}) {
		t.Errorf("after Replace(nil) and Store: %v", got)
	}
}

// Writers move amounts between two keys and replace the whole; every view must have the
// same total.
func TestEditAndReplaceAppearAtOnce(t *testing.T) {
	const total = 1000
	m := From(map[string]int{"blue": total, "green": 0})
	stop := make(chan struct{})
	var readers, writers sync.WaitGroup
	for range 2 {
		readers.Add(1)
		go func() {
			defer readers.Done()
			for {
				sum := 0
				for _, n := range m.All() {
					sum += n
				}
				v := m.View()
				blue, _ := v.Load("blue")
				green, _ := v.Load("green")
				if sum != total || blue+green != total {
					t.Errorf("a half edit: %d, and %d+%d", sum, blue, green)
					return
				}
				select {
				case <-stop:
					return
				default:
					runtime.Gosched()
				}
			}
		}()
	}
	for w := range 4 {
		writers.Add(1)
		go func() {
			defer writers.Done()
			for i := range 2000 {
				if i%100 == 0 {
					m.Replace(map[string]int{"blue": w, "green": total - w})
				}
				m.Edit(func(entries map[string]int) { entries["blue"]--; entries["green"]++ })
			}
		}()
	}
	writers.Wait()
	close(stop)
	readers.Wait()
}

func TestConcurrentUpdatesAllCount(t *testing.T) {
	var m Map[int, int]
	var wg sync.WaitGroup
	for range 8 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for i := range 1000 {
				m.Update(i%10, func(old int, _ bool) (int, bool) { return old + 1, true })
			}
		}()
	}
	wg.Wait()
	for k, v := range m.All() {
		if v != 800 {
			t.Errorf("key %d = %d, want 800", k, v)
		}
	}
}

func TestPanickingCallbacks(t *testing.T) {
	broken := errors.New("broken")
	m := From(map[string]int{"a": 1})
	for name, f := range map[string]func(){
		"Edit":   func() { m.Edit(func(entries map[string]int) { clear(entries); panic(broken) }) },
		"Update": func() { m.Update("a", func(int, bool) (int, bool) { panic(broken) }) },
		"Range":  func() { m.Range(func(string, int) bool { panic(broken) }) },
	} {
		func() {
			defer func() {
				if got := recover(); got != broken {
					t.Errorf("%s: recovered %v", name, got)
				}
			}()
			f()
		}()
		if v, _ := m.Load("a"); v != 1 {
			t.Errorf("%s changed the map although it panicked", name)
		}
		m.Store("b", 2)
		m.Delete("b")
	}
	var keys Map[any, int]
	func() {
		defer func() {
			if recover() == nil {
				t.Error("storing a key that cannot be hashed does not panic")
			}
		}()
		keys.Store([]int{1}, 1)
	}()
	keys.Store("a", 1)
	if keys.Len() != 1 {
		t.Error("unusable after a key that cannot be hashed")
	}
}

func TestWritesThatChangeNothingCopyNothing(t *testing.T) {
	m := From(map[string]int{"a": 1})
	before := m.current.Load()
	m.Delete("absent")
	m.LoadOrStore("a", 2)
	m.Update("absent", func(int, bool) (int, bool) { return 0, false })
	CompareAndSwap(m, "a", 5, 6)
	CompareAndDelete(m, "a", 5)
	if m.current.Load() != before {
		t.Error("copied")
	}
}

func TestNaNKeys(t *testing.T) {
	var m Map[float64, int]
	m.Store(math.NaN(), 1)
	m.Store(math.NaN(), 2)
	if _, ok := m.Load(math.NaN()); ok || m.Len() != 2 {
		t.Errorf("NaN found, or %d entries instead of 2", m.Len())
	}
}

func TestReadsAllocateNothing(t *testing.T) {
	m := From(map[string][4]int{"a": {}})
	if n := testing.AllocsPerRun(100, func() {
		m.Load("a")
		m.View().Load("a")
		m.Len()
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// What the package comment says a read and a write cost.
func BenchmarkCost(b *testing.B) {
	src := map[string]int{}
	keys := make([]string, 1000)
	for i := range keys {
		keys[i] = fmt.Sprintf("/v1/resource/%d", i*7919)
		src[keys[i]] = i
	}
	m := From(src)
	b.Run("read of a plain map", func(b *testing.B) {
		for i := range b.N {
			sink = src[keys[i%1000]]
		}
	})
	b.Run("read", func(b *testing.B) {
		for i := range b.N {
			sink, _ = m.Load(keys[i%1000])
		}
	})
	b.Run("write", func(b *testing.B) {
		for i := range b.N {
			m.Store(keys[i%1000], i)
		}
	})
}

var sink int
