package shardmap

import (
	"encoding/json"
	"errors"
	"maps"
	"math"
	"math/bits"
	"sync"
	"testing"
	"unsafe"

	"github.com/govlint/govlint/runtime/internal/align"
)

func TestEveryShardStartsALine(t *testing.T) {
	for n := minShards; n <= maxShards; n *= 2 {
		shards := align.Slice[shard[string, []byte]](n)
		for i := range shards {
			if !align.Aligned(unsafe.Pointer(&shards[i])) {
				t.Fatalf("shard %d of %d does not start a line", i, n)
			}
		}
	}
	m := From(map[string]error{"a": nil})
	for i := range m.table.Load().shards {
		if !align.Aligned(unsafe.Pointer(&m.table.Load().shards[i])) {
			t.Fatalf("shard %d of a map in use does not start a line", i)
		}
	}
}

func TestShardCount(t *testing.T) {
	for procs := 1; procs <= 512; procs++ {
		n := shardCount(procs)
		if bits.OnesCount(uint(n)) != 1 || n < minShards || n > maxShards {
			t.Errorf("%d processors: %d shards", procs, n)
		}
	}
}

func TestKeysSpreadOverShards(t *testing.T) {
	for name, step := range map[string]int64{"sequence": 1, "high bits": 1 << 24, "equal low bits": 1 << 40} {
		var m Map[int64, int]
		const perShard = 100
		n := perShard * shardCount(1)
		for i := range n {
			m.Store(int64(i)*step, i)
		}
		shards := m.table.Load().shards
		for i := range shards {
			if want := n / len(shards); len(shards[i].m) > 2*want+perShard {
				t.Errorf("%s: shard %d has %d of %d keys", name, i, len(shards[i].m), n)
			}
		}
	}
}

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
	if CompareAndSwap(&m, "a", 0, 1) || CompareAndDelete(&m, "a", 0) {
		t.Error("a new map has a value to compare with")
	}
	if m.table.Load() != nil {
		t.Error("reading makes shards")
	}
	if got, err := json.Marshal(&m); string(got) != "{}" || err != nil {
		t.Errorf("JSON = %s, %v", got, err)
	}
}

// An amount moves between two fields in two stores under Do; every reader must find
// the sum unchanged.
func TestDoIsOneStep(t *testing.T) {
	type account struct{ open, booked int }
	var m Map[string, account]
	m.Store("orders", account{open: 1000})
	var wg sync.WaitGroup
	for range 4 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for range 2000 {
				m.Do("orders", func(shard map[string]account) {
					a := shard["orders"]
					a.open--
					shard["orders"] = a
					a.booked++
					shard["orders"] = a
				})
				if a, _ := m.Load("orders"); a.open+a.booked != 1000 {
					t.Errorf("seen between two steps: %+v", a)
					return
				}
			}
		}()
	}
	wg.Wait()
	if a, _ := m.Load("orders"); a.booked != 8000 {
		t.Errorf("booked %d of 8000", a.booked)
	}
}

func TestDoMayDeleteAndAdd(t *testing.T) {
	m := From(map[string]int{"a": 1})
	m.Do("a", func(shard map[string]int) { delete(shard, "a") })
	m.Do("b", func(shard map[string]int) { shard["b"] = 2 })
	if got := m.Snapshot(); !maps.Equal(got, map[string]int{"b": 2}) {
		t.Errorf("entries %v", got)
	}
}

func TestPanickingCallbacks(t *testing.T) {
	broken := errors.New("broken")
	m := From(map[int]string{1: "one"})
	for name, f := range map[string]func(){
		"Update": func() { m.Update(1, func(string, bool) (string, bool) { panic(broken) }) },
		"Do":     func() { m.Do(1, func(map[int]string) { panic(broken) }) },
		"Range":  func() { m.Range(func(int, string) bool { panic(broken) }) },
		"All": func() {
			for range m.All() {
				panic(broken)
			}
		},
	} {
		func() {
			defer func() {
				if got := recover(); got != broken {
					t.Errorf("%s: recovered %v", name, got)
				}
			}()
			f()
		}()
		m.Store(1, "one")
		if v, ok := m.Load(1); v != "one" || !ok {
			t.Errorf("%s: Load = %q, %v afterwards", name, v, ok)
		}
	}
}

func TestComparePanicReleasesTheShard(t *testing.T) {
	m := From(map[string]any{"a": []int{1}})
	for name, f := range map[string]func(){
		"CompareAndSwap":   func() { CompareAndSwap(m, "a", any([]int{1}), any(2)) },
		"CompareAndDelete": func() { CompareAndDelete(m, "a", any([]int{1})) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s of slices does not panic", name)
				}
			}()
			f()
		}()
		m.Store("a", []int{1})
	}
}

func TestNaNKeys(t *testing.T) {
	var m Map[float64, int]
	m.Store(math.NaN(), 1)
	m.Store(math.NaN(), 2)
	if _, ok := m.Load(math.NaN()); ok || m.Len() != 2 {
		t.Errorf("NaN found, or %d entries instead of 2", m.Len())
	}
	m.Clear()
	if m.Len() != 0 {
		t.Error("NaN survives Clear")
	}
}

// Every goroutine owns some keys and must read its own writes, while others clear nothing
// of theirs, iterate and grow the shards.
func TestReadYourWrites(t *testing.T) {
	const writers, keys = 8, 3000
	var m Map[int, int]
	var wg sync.WaitGroup
	for w := range writers {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for i := range keys {
				key := i*writers + w
				m.Store(key, i)
				if v, ok := m.Load(key); !ok || v != i {
					t.Errorf("own key %d = %d, %v, want %d", key, v, ok, i)
					return
				}
				if i%3 == 0 {
					m.Delete(key)
				}
				if i%1000 == 0 {
					for k, v := range m.All() {
						if k/writers != v {
							t.Errorf("key %d has the value of %d", k, v)
						}
					}
				}
			}
		}()
	}
	wg.Wait()
	if want := writers * (keys - keys/3); m.Len() != want {
		t.Errorf("Len = %d, want %d", m.Len(), want)
	}
}

func TestReadsAndOverwritesAllocateNothing(t *testing.T) {
	m := From(map[string][2]int{"a": {}})
	if n := testing.AllocsPerRun(100, func() {
		m.Load("a")
		m.Store("a", [2]int{1, 2})
		m.Update("a", func(old [2]int, ok bool) ([2]int, bool) { return [2]int{old[0] + 1}, true })
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
