//go:build govlint_sched

package schedules

import (
	"fmt"
	"strings"
)

func load(k int) op {
	return op{
		name:  fmt.Sprintf("Load(%d)", k),
		run:   func(m table) string { return fmt.Sprint(m.Load(k)) },
		model: func(m map[int]int) string { v, ok := m[k]; return fmt.Sprint(v, ok) },
	}
}

func store(k, v int) op {
	return op{
		name:  fmt.Sprintf("Store(%d, %d)", k, v),
		run:   func(m table) string { m.Store(k, v); return "" },
		model: func(m map[int]int) string { m[k] = v; return "" },
	}
}

func swap(k, v int) op {
	return op{
		name: fmt.Sprintf("Swap(%d, %d)", k, v),
		run:  func(m table) string { return fmt.Sprint(m.Swap(k, v)) },
		model: func(m map[int]int) string {
			old, ok := m[k]
			m[k] = v
			return fmt.Sprint(old, ok)
		},
	}
}

func loadOrStore(k, v int) op {
	return op{
		name: fmt.Sprintf("LoadOrStore(%d, %d)", k, v),
		run:  func(m table) string { return fmt.Sprint(m.LoadOrStore(k, v)) },
		model: func(m map[int]int) string {
			if old, ok := m[k]; ok {
				return fmt.Sprint(old, true)
			}
			m[k] = v
			return fmt.Sprint(v, false)
		},
	}
}

func remove(k int) op {
	return op{
		name: fmt.Sprintf("LoadAndDelete(%d)", k),
		run:  func(m table) string { return fmt.Sprint(m.LoadAndDelete(k)) },
		model: func(m map[int]int) string {
			v, ok := m[k]
			delete(m, k)
			return fmt.Sprint(v, ok)
		},
	}
}

// add is an Update that deletes the key when the sum is 0.
func add(k, d int) op {
	return op{
		name: fmt.Sprintf("Update(%d, +%d)", k, d),
		run: func(m table) string {
			return fmt.Sprint(m.Update(k, func(old int, _ bool) (int, bool) { return old + d, old+d != 0 }))
		},
		model: func(m map[int]int) string {
			v := m[k] + d
			if v == 0 {
				delete(m, k)
			} else {
				m[k] = v
			}
			return fmt.Sprint(v, v != 0)
		},
	}
}

func compareAndSwap(k, old, v int) op {
	return op{
		name: fmt.Sprintf("CompareAndSwap(%d, %d, %d)", k, old, v),
		run:  func(m table) string { return fmt.Sprint(m.CompareAndSwap(k, old, v)) },
		model: func(m map[int]int) string {
			if cur, ok := m[k]; !ok || cur != old {
				return "false"
			}
			m[k] = v
			return "true"
		},
	}
}

func compareAndDelete(k, old int) op {
	return op{
		name: fmt.Sprintf("CompareAndDelete(%d, %d)", k, old),
		run:  func(m table) string { return fmt.Sprint(m.CompareAndDelete(k, old)) },
		model: func(m map[int]int) string {
			if cur, ok := m[k]; !ok || cur != old {
				return "false"
			}
			delete(m, k)
			return "true"
		},
	}
}

func clearAll() op {
	return op{
		name:  "Clear()",
		run:   func(m table) string { m.Clear(); return "" },
		model: func(m map[int]int) string { clear(m); return "" },
	}
}

// iterate checks Range's guarantee: no key twice, every key that is present
// throughout, and no entry that was not there at some moment.
func iterate() op {
	return op{
		name: "Range()",
		run: func(m table) string {
			var b strings.Builder
			m.Range(func(k, v int) bool { fmt.Fprintf(&b, "%d=%d ", k, v); return true })
			return b.String()
		},
		accept: func(result string, states []map[int]int) bool {
			seen := map[int]bool{}
			for _, pair := range strings.Fields(result) {
				var k, v int
				fmt.Sscanf(pair, "%d=%d", &k, &v)
				if seen[k] || !held(states, k, v) {
					return false
				}
				seen[k] = true
			}
			for k := range states[0] {
				if !seen[k] && throughout(states, k) {
					return false
				}
			}
			return true
		},
	}
}

func held(states []map[int]int, k, v int) bool {
	for _, s := range states {
		if cur, ok := s[k]; ok && cur == v {
			return true
		}
	}
	return false
}

func throughout(states []map[int]int, k int) bool {
	for _, s := range states {
		if _, ok := s[k]; !ok {
			return false
		}
	}
	return true
}
