package linear

import (
	"fmt"

	"github.com/anishathalye/porcupine"
)

// opKind is an operation on one key.
type opKind int

const (
	load opKind = iota
	store
	loadOrStore
	loadAndDelete
	remove
	swap
	compareAndSwap
	compareAndDelete
	addOrDelete // Update: adds a, deletes when the sum is a multiple of 5
	kinds

	iterate opKind = 100 + iota // what an iteration says about the key
	clearAll
	increment // of a counter
)

var kindNames = map[opKind]string{
	load: "Load", store: "Store", loadOrStore: "LoadOrStore", loadAndDelete: "LoadAndDelete",
	remove: "Delete", swap: "Swap", compareAndSwap: "CompareAndSwap", compareAndDelete: "CompareAndDelete",
	addOrDelete: "Update", iterate: "Range", clearAll: "Clear", increment: "Add",
}

// input is a call; a and b are its value arguments in order.
type input struct {
	kind opKind
	key  int
	a, b int
}

// output is what the call returned. Operations without results return the zero output.
type output struct {
	value int
	ok    bool
}

// state is what a map holds under one key; an absent key has the value 0.
type state struct {
	value   int
	present bool
}

// step is the sequential specification.
func step(s state, in input) (output, state) {
	held := output{s.value, s.present}
	switch in.kind {
	case load, iterate:
		return held, s
	case store:
		return output{}, state{in.a, true}
	case loadOrStore:
		if s.present {
			return held, s
		}
		return output{in.a, false}, state{in.a, true}
	case loadAndDelete:
		return held, state{}
	case remove, clearAll:
		return output{}, state{}
	case swap:
		return held, state{in.a, true}
	case compareAndSwap:
		if s != (state{in.a, true}) {
			return output{}, s
		}
		return output{0, true}, state{in.b, true}
	case compareAndDelete:
		if s != (state{in.a, true}) {
			return output{}, s
		}
		return output{0, true}, state{}
	case addOrDelete:
		if v := (s.value + in.a) % values; v%5 != 0 {
			return output{v, true}, state{v, true}
		}
		return output{}, state{}
	case increment:
		return output{}, state{s.value + in.a, true}
	}
	panic(fmt.Sprintf("no specification of operation %d", in.kind))
}

// model checks keys apart.
var model = porcupine.Model{
	Init: func() any { return state{} },
	Step: func(s, in, out any) (bool, any) {
		want, next := step(s.(state), in.(input))
		return out.(output) == want, next
	},
	Equal: func(a, b any) bool { return a.(state) == b.(state) },
	Partition: func(history []porcupine.Operation) [][]porcupine.Operation {
		byKey := map[int][]porcupine.Operation{}
		for _, op := range history {
			key := op.Input.(input).key
			byKey[key] = append(byKey[key], op)
		}
		parts := make([][]porcupine.Operation, 0, len(byKey))
		for _, ops := range byKey {
			parts = append(parts, ops)
		}
		return parts
	},
	DescribeOperation: func(in, out any) string {
		i, o := in.(input), out.(output)
		return fmt.Sprintf("%s(%d, %d, %d) = %d, %v", kindNames[i.kind], i.key, i.a, i.b, o.value, o.ok)
	},
}
