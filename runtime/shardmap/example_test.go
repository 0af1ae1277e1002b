package shardmap_test

import (
	"fmt"

	"github.com/govlint/govlint/runtime/shardmap"
)

type stock struct{ free, reserved int }

type warehouse struct {
	items shardmap.Map[string, stock] // the zero value is ready
}

// reserve takes n pieces of an item, all or none of them.
func (w *warehouse) reserve(item string, n int) (ok bool) {
	w.items.Update(item, func(s stock, known bool) (stock, bool) {
		if ok = known && s.free >= n; ok {
			s.free -= n
			s.reserved += n
		}
		return s, known
	})
	return ok
}

func ExampleMap_Update() {
	var w warehouse
	w.items.Store("bolt", stock{free: 5})
	fmt.Println(w.reserve("bolt", 3), w.reserve("bolt", 3), w.reserve("nut", 1))
	fmt.Println(&w.items)
	// Output:
	// true false false
	// map[bolt:{2 3}]
}

func ExampleMap_Do() {
	var queues shardmap.Map[string, []string]
	queues.Store("mail", []string{"welcome", "invoice"})

	var first string
	queues.Do("mail", func(shard map[string][]string) {
		queue := shard["mail"]
		first = queue[0]
		if queue = queue[1:]; len(queue) == 0 {
			delete(shard, "mail")
		} else {
			shard["mail"] = queue
		}
	})
	fmt.Println(first, &queues)
	// Output: welcome map[mail:[invoice]]
}
