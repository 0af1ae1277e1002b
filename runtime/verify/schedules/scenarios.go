//go:build govlint_sched

package schedules

// A scenario is a map in some state and what a few goroutines do to it.
type scenario struct {
	name        string
	fill        int   // keys 1 to fill are stored first, with ten times their value
	deleted     []int // and these deleted
	size        uint64
	sum         func(int) uint64
	preemptions int
	clears      bool // Clear is among the operations
	reseals     bool // segments are left for the sake of their sealed word, in maps of words
	parts       bool // rows have a part for every two segments
	missing     int  // parts of the row that are not there, in the end
	leaves      int  // segments that are left for others, when the tasks run in turn
	inRow       int  // segments in a row of depth 1 or more, in the end
	tasks       [][]op
}

// spread sends odd keys to the upper half of the hashes.
func spread(k int) uint64 { return uint64(k&1)<<63 | uint64(k)<<32 | uint64(k)*0x1f123bb5 }

// crowded sends key 1 to the upper half of the hashes and all others to the lower, where
// the next split is the one that doubles the directory.
func crowded(k int) uint64 {
	if k == 1 {
		return 1 << 63
	}
	return uint64(k&1)<<62 | uint64(k)<<32 | uint64(k)*0x1f123bb5
}

// sisters sends odd keys to the lower half of the hashes and even ones to the upper, and
// every other key of a half to its upper quarter.
func sisters(k int) uint64 {
	return uint64(k&1^1)<<63 | uint64(k>>1&1)<<62 | uint64(k)<<32 | uint64(k)*0x1f123bb5
}

// quarters sends the keys to the four quarters of the hashes in turn.
func quarters(k int) uint64 { return uint64(k&3)<<62 | uint64(k)<<32 | uint64(k)*0x1f123bb5 }

// same sends all keys to one place.
func same(int) uint64 { return 0 }

// sealed is the first sealed word of every map of a scenario; storing it is
// storing the one value that the map must not confuse with an absent one.
const sealed = 77

// In a map with base size 1 a segment takes six keys: the seventh makes it grow (the whole) or
// split (into halves). One that lags behind its sister takes five.
var scenarios = []scenario{
	{name: "overwrite and delete", fill: 2, size: 1, sum: spread, preemptions: 3,
		tasks: [][]op{{store(1, 5), load(1)}, {remove(1), load(1)}}},
	{name: "delete and revive", fill: 1, size: 1, sum: spread, preemptions: 3,
		tasks: [][]op{{remove(1), store(1, 6)}, {swap(1, 7), load(1)}}},
	{name: "three writers of one key", fill: 1, size: 1, sum: spread, preemptions: 3,
		tasks: [][]op{{store(1, 5)}, {add(1, 1), load(1)}, {remove(1), load(1)}}},
	{name: "update against stores", fill: 1, size: 1, sum: spread, preemptions: 3,
		tasks: [][]op{{add(1, 1), add(1, 1)}, {store(1, 5), swap(1, 20)}}},
	{name: "update deletes", fill: 1, size: 1, sum: spread, preemptions: 3,
		tasks: [][]op{{add(1, -10), load(1)}, {store(1, 5), load(1)}}},
	{name: "compare and swap", fill: 1, size: 1, sum: spread, preemptions: 3,
		tasks: [][]op{{compareAndSwap(1, 10, 5), load(1)}, {store(1, 6), compareAndDelete(1, 10)}}},
	{name: "two inserts of one key", size: 1, sum: spread, preemptions: 3,
		tasks: [][]op{{loadOrStore(1, 5), load(1)}, {loadOrStore(1, 6), remove(1)}}},
	{name: "equal hashes", fill: 1, size: 1, sum: same, preemptions: 3,
		tasks: [][]op{{store(2, 5), load(3)}, {store(3, 6), load(2)}}},
	{name: "split while storing", fill: 6, size: 1, sum: spread, preemptions: 3, leaves: 1, inRow: 2,
		tasks: [][]op{{store(8, 5), load(2)}, {store(2, 6), load(2)}}},
	{name: "split while deleting", fill: 6, size: 1, sum: spread, preemptions: 3, leaves: 1, inRow: 2,
		tasks: [][]op{{store(8, 5)}, {remove(1), load(1)}}},
	{name: "split while adding", fill: 6, size: 1, sum: spread, preemptions: 3, leaves: 1, inRow: 2,
		tasks: [][]op{{store(8, 5), load(9)}, {store(9, 6), load(8)}}},
	{name: "split while reading", fill: 6, size: 1, sum: spread, preemptions: 3, leaves: 1, inRow: 2,
		tasks: [][]op{{store(8, 5), store(1, 6)}, {load(1), load(1)}}},
	{name: "growth while storing", fill: 12, size: 4, sum: spread, preemptions: 3, leaves: 1,
		tasks: [][]op{{store(15, 5)}, {store(2, 6), load(2)}}},
	{name: "growth while adding", fill: 12, size: 4, sum: spread, preemptions: 3, leaves: 1,
		tasks: [][]op{{store(15, 5), load(16)}, {store(16, 6), load(15)}}},
	{name: "a segment follows its sister into the row", fill: 11, size: 1, sum: sisters, preemptions: 3, leaves: 2, inRow: 4,
		tasks: [][]op{{store(13, 5), store(12, 6)}, {store(2, 7), load(2)}}},
	{name: "added to a segment that follows into the row", fill: 11, size: 1, sum: sisters, preemptions: 2, leaves: 2, inRow: 4,
		tasks: [][]op{{store(13, 5), store(12, 6), load(14)}, {store(14, 7), load(12), load(13)}}},
	{name: "a segment follows its sister, into another part", fill: 11, size: 1, sum: sisters, preemptions: 3, parts: true, leaves: 2, inRow: 4,
		tasks: [][]op{{store(13, 5), store(12, 6)}, {store(2, 7), load(2)}}},
	{name: "read and stored where there is no part yet", fill: 11, size: 1, sum: sisters, preemptions: 3, parts: true, missing: 1, leaves: 1, inRow: 2,
		tasks: [][]op{{store(13, 5), load(2)}, {load(13), store(2, 7), load(4)}}},
	{name: "purge in a row", fill: 12, deleted: []int{1, 3, 5, 7}, size: 1, sum: spread, preemptions: 3, leaves: 1, inRow: 1,
		tasks: [][]op{{store(15, 5), load(15)}, {load(9), load(15)}}},
	{name: "purge in a row while adding", fill: 12, deleted: []int{3, 5, 7, 9}, size: 1, sum: spread, preemptions: 2, leaves: 1, inRow: 1,
		tasks: [][]op{{store(15, 5), load(17)}, {store(17, 6), load(15)}}},
	{name: "purges that renew the row", fill: 12, deleted: []int{1, 2, 3, 4, 5, 6, 7, 8}, size: 1, sum: spread, preemptions: 3, leaves: 2, inRow: 2,
		tasks: [][]op{{store(15, 5), store(16, 6), store(17, 7)}, {load(9), store(10, 7), load(16)}}},
	{name: "purges that renew a row of parts", fill: 24, deleted: []int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20}, size: 1, sum: quarters, preemptions: 2, parts: true, leaves: 3, inRow: 3,
		tasks: [][]op{{store(25, 5), store(26, 6), store(27, 7), store(29, 8)}, {load(22), store(24, 7), load(27)}}},
	{name: "growth that ends the row", fill: 12, size: 1, sum: spread, preemptions: 3, leaves: 2,
		tasks: [][]op{{store(13, 5), store(14, 6)}, {load(9), store(10, 7), load(14)}}},
	{name: "purge of deleted keys", fill: 6, deleted: []int{1, 2, 3, 4, 5}, size: 1, sum: spread, preemptions: 3, leaves: 1,
		tasks: [][]op{{store(8, 5), load(6)}, {store(6, 6), store(1, 7)}}},
	{name: "clear while storing", fill: 2, size: 1, sum: spread, preemptions: 3, clears: true,
		tasks: [][]op{{clearAll(), load(1)}, {store(1, 5), store(3, 6)}}},
	{name: "clear while splitting", fill: 6, size: 1, sum: spread, preemptions: 3, clears: true, leaves: 1,
		tasks: [][]op{{store(8, 5), load(8)}, {clearAll(), store(1, 6)}}},
	{name: "iterate while splitting", fill: 6, deleted: []int{5}, size: 1, sum: spread, preemptions: 3, leaves: 1, inRow: 2,
		tasks: [][]op{{store(8, 5), store(9, 1), remove(1)}, {iterate()}}},
	{name: "iterate while clearing", fill: 2, size: 1, sum: spread, preemptions: 3, clears: true,
		tasks: [][]op{{clearAll(), store(3, 5)}, {iterate()}}},
	{name: "store the sealed word", fill: 2, size: 1, sum: spread, preemptions: 3, reseals: true, leaves: 1,
		tasks: [][]op{{store(1, sealed), load(1)}, {store(2, 5), load(1)}}},
	{name: "add the sealed word", fill: 1, size: 1, sum: spread, preemptions: 3, reseals: true, leaves: 1,
		tasks: [][]op{{store(2, sealed), load(2)}, {remove(1), swap(1, sealed)}}},
	{name: "update to the sealed word", fill: 1, size: 1, sum: spread, preemptions: 3, reseals: true, leaves: 1,
		tasks: [][]op{{add(1, sealed-10), load(1)}, {store(1, 5), load(1)}}},
	{name: "store the sealed word in all of a row", fill: 7, size: 1, sum: spread, preemptions: 3, reseals: true, leaves: 2,
		tasks: [][]op{{store(1, sealed), remove(3), load(3)}, {store(2, sealed), store(9, 5), load(3)}}},
	{name: "store the sealed word where there is no row", fill: 14, size: 1, sum: spread, preemptions: 3, reseals: true, leaves: 1,
		tasks: [][]op{{store(1, sealed), remove(3)}, {load(3), store(3, 5), load(1)}}},
	{name: "the directory doubles while reading", fill: 7, size: 1, sum: crowded, preemptions: 3, leaves: 1, inRow: 2,
		tasks: [][]op{{store(9, 5), store(2, 6)}, {load(2), load(9)}}},
	{name: "clear while the directory doubles", fill: 7, size: 1, sum: crowded, preemptions: 3, clears: true, leaves: 1,
		tasks: [][]op{{store(9, 5)}, {clearAll(), load(2)}}},
	{name: "two segments split at once", fill: 12, size: 1, sum: quarters, preemptions: 2, leaves: 2, inRow: 4,
		tasks: [][]op{{store(13, 5), load(14)}, {store(14, 6), load(13)}}},
	{name: "iterate while clearing a split map", fill: 8, size: 1, sum: spread, preemptions: 3, clears: true,
		tasks: [][]op{{clearAll(), store(2, 5), store(1, 5)}, {iterate()}}},
	{name: "iterate while deleting and reviving", fill: 3, size: 1, sum: spread, preemptions: 3,
		tasks: [][]op{{remove(1), store(1, 5)}, {store(2, 6), iterate()}}},
	{name: "shrink while deleting", fill: 10, deleted: []int{1, 2, 3, 4, 5, 6, 7}, size: 2, sum: spread, preemptions: 3, leaves: 1,
		tasks: [][]op{{remove(8), remove(9)}, {store(10, 6), load(10), load(8)}}},
	{name: "delete while reading elsewhere", fill: 2, size: 1, sum: same, preemptions: 3,
		tasks: [][]op{{remove(1), store(1, 5), remove(1)}, {load(1), load(2), load(1)}}},
	{name: "three goroutines, one split", fill: 6, size: 1, sum: spread, preemptions: 2, leaves: 1, inRow: 2,
		tasks: [][]op{{store(8, 5), load(9)}, {store(9, 6), load(8)}, {remove(1), load(1)}}},
	{name: "three goroutines and Clear", fill: 2, size: 1, sum: spread, preemptions: 2, clears: true,
		tasks: [][]op{{clearAll(), load(1)}, {add(1, 1), load(1)}, {loadOrStore(1, 7), remove(2)}}},
	{name: "four operations each", fill: 1, size: 1, sum: spread, preemptions: 3,
		tasks: [][]op{{store(1, 5), remove(1), loadOrStore(1, 6), load(1)}, {swap(1, 7), add(1, 1), compareAndDelete(1, 8), load(1)}}},
}
