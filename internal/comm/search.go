package comm

import "slices"

// run explores the schedules with the fewest changes between goroutines that
// could go on first, and among those the shortest: most leaks need one or two
// such changes, and their schedules are the ones that people follow.
func (x *explorer) run() {
	seen := make(map[digest]bool)
	var queues queues
	queues.push(x.start().settle())
	for st := queues.pop(); st != nil; st = queues.pop() {
		key := st.key()
		if seen[key] {
			continue
		}
		seen[key] = true
		if len(seen) > maxStates || x.budget < 0 {
			x.capped = true
			return
		}
		queues.push(st.successors())
	}
}

// isShallow reports a search that found nothing, took little work, and in which a
// loop would have gone round more often: some leaks need a third round, as those
// behind a majority or behind room for two.
func (x *explorer) isShallow() bool {
	return len(x.order) == 0 && x.bounded && x.given-x.budget < shallowWork && x.m.effectOf(x.root)&effMakes != 0
}

// movesLikeChange is the number of moves that weigh as much as a change, so that
// loops of many rounds do not keep short schedules waiting.
const movesLikeChange = 8

// queues hold the states to visit, by the number of changes on the way to them and
// its length.
type queues [][]*state

func (q *queues) push(states []*state) {
	for _, st := range states {
		at := st.changes + st.moved/movesLikeChange
		for len(*q) <= at {
			*q = append(*q, nil)
		}
		(*q)[at] = append((*q)[at], st)
	}
}

func (q *queues) pop() *state {
	for i, states := range *q {
		if len(states) > 0 {
			(*q)[i] = states[1:]
			return states[0]
		}
	}
	return nil
}

// settle runs every thread up to its next operation.
func (st *state) settle() []*state {
	out := []*state{}
	work := []*state{st}
	for len(work) > 0 && len(out) < maxForks {
		s := work[len(work)-1]
		work = work[:len(work)-1]
		id := none
		for _, t := range s.threads {
			if t.op == nil {
				id = t.id
				break
			}
		}
		if id == none {
			out = append(out, s)
			continue
		}
		work = append(work, s.advance(id)...)
	}
	return out
}

// successors are the states one move later. A move that no other thread can
// notice is made alone: the others can wait.
func (st *state) successors() []*state {
	if len(st.threads) == 0 {
		return nil
	}
	all := make([][]move, len(st.threads))
	stuck := false
	for i, t := range st.threads {
		all[i] = st.moves(t)
		stuck = stuck || len(all[i]) == 0
	}
	if stuck {
		st.judge(all)
	}
	for i, t := range st.threads {
		if len(all[i]) > 0 && st.private(t) {
			return st.after(all[i], false)
		}
	}
	goesOn := false
	for i, t := range st.threads {
		goesOn = goesOn || len(all[i]) > 0 && slices.Contains(st.last[:], t.id)
	}
	var out []*state
	for _, moves := range all {
		out = append(out, st.after(moves, goesOn)...)
	}
	return out
}

// after makes each of some moves. One of other threads than those of the last
// move is a change when goesOn.
func (st *state) after(moves []move, goesOn bool) []*state {
	var out []*state
	for _, m := range moves {
		s := st.clone()
		if goesOn && !slices.Contains(st.last[:], m.thread) && (m.partner == 0 || !slices.Contains(st.last[:], m.partner-1)) {
			s.changes++
		}
		s.moved++
		s.last = [2]int32{m.thread, m.partner - 1}
		s.fire(m)
		if !s.over {
			out = append(out, s.settle()...)
		}
	}
	return out
}

// private reports whether no other thread can reach what t operates on.
func (st *state) private(t *thread) bool {
	if len(st.threads) == 1 {
		return true
	}
	if t.op.kind == opAtomic || t.op.kind == opSignal {
		return false
	}
	for _, a := range t.op.arms {
		if a.obj < 0 {
			continue
		}
		if st.objs[a.obj].kind == oCtx || st.reachedByOthers(t, a.obj) {
			return false
		}
	}
	return true
}

func (st *state) reachedByOthers(t *thread, id int32) bool {
	marks := make([]bool, len(st.objs))
	for _, u := range st.threads {
		if u.id != t.id {
			st.mark(u, marks)
		}
	}
	return marks[id]
}
