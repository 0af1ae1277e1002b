package spawn

import (
	"slices"

	"golang.org/x/tools/go/ssa"
)

// A way is a step of control from one block to another.
type way struct {
	from, to *ssa.BasicBlock
}

// left are the waits that leaving a loop by a step makes up for: who finds at
// once what the loop around a Cond's Wait tests is ordered by the Cond's lock
// after the goroutine that changed it, as well as who had to wait.
func (s *Spawns) left(from, to *ssa.BasicBlock) []Edge {
	fn := from.Parent()
	exits, ok := s.exits[fn]
	if !ok {
		exits = s.condExits(fn)
		s.exits[fn] = exits
	}
	return exits[way{from, to}]
}

func (s *Spawns) condExits(fn *ssa.Function) map[way][]Edge {
	var exits map[way][]Edge
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			for _, e := range s.Edges(in) {
				if e.Kind != condWait {
					continue
				}
				for _, w := range exitsOf(loopAround(b)) {
					if exits == nil {
						exits = make(map[way][]Edge)
					}
					exits[w] = union(exits[w], []Edge{e})
				}
			}
		}
	}
	return exits
}

// loopAround is the innermost natural loop that b lies in: its header, and
// what reaches a jump back to it without passing it. Nil when there is none.
func loopAround(b *ssa.BasicBlock) []*ssa.BasicBlock {
	for h := b; h != nil; h = h.Idom() {
		loop := []*ssa.BasicBlock{h}
		for _, back := range h.Preds {
			if h.Dominates(back) && !slices.Contains(loop, back) {
				loop = append(loop, back)
			}
		}
		for i := 1; i < len(loop); i++ {
			for _, p := range loop[i].Preds {
				if !slices.Contains(loop, p) {
					loop = append(loop, p)
				}
			}
		}
		if slices.Contains(loop, b) && (len(loop) > 1 || slices.Contains(b.Succs, b)) {
			return loop
		}
	}
	return nil
}

func exitsOf(loop []*ssa.BasicBlock) []way {
	var out []way
	for _, b := range loop {
		for _, succ := range b.Succs {
			if !slices.Contains(loop, succ) {
				out = append(out, way{b, succ})
			}
		}
	}
	return out
}
