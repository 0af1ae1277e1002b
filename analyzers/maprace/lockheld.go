package maprace

import (
	"go/types"
	"maps"
	"sort"

	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/lockset"
	"github.com/govlint/govlint/internal/place"
)

// total is the locks held in ctx at a point where s is known.
func total(ctx *context, s lockset.State) (must, may map[lockset.ID]lockset.Mode) {
	if len(s) == 0 {
		return ctx.must, ctx.may
	}
	must = make(map[lockset.ID]lockset.Mode, len(ctx.must)+len(s))
	may = make(map[lockset.ID]lockset.Mode, len(ctx.may)+len(s))
	for id, m := range ctx.must {
		must[id] = m
	}
	for id, m := range ctx.may {
		may[id] = m
	}
	for _, h := range s {
		if h.Killed {
			id := lockset.IDOf(h.Lock)
			delete(must, id)
			delete(may, id)
		}
	}
	for _, h := range s {
		id := lockset.IDOf(h.Lock)
		if h.Must != 0 {
			must[id] |= h.Must
		}
		if h.May != 0 {
			may[id] |= h.May
		}
	}
	return must, may
}

// without is locks less the one lock.
func without(locks map[lockset.ID]lockset.Mode, lock lockset.ID) map[lockset.ID]lockset.Mode {
	if _, ok := locks[lock]; !ok {
		return locks
	}
	out := maps.Clone(locks)
	delete(out, lock)
	return out
}

// otherLocks is s without the locks that lie in another object of the type
// than the map does: in "s.mu.Lock(); copy(s.m, other.m)", s.mu says nothing
// of other.m.
func otherLocks(at place.Place, s lockset.State) lockset.State {
	p, ok := at.Root.(*ssa.Parameter)
	if !ok || at.Path == nil || at.Path.Up != nil {
		return s
	}
	var out lockset.State
	for i, h := range s {
		q, ok := h.Lock.Root.(*ssa.Parameter)
		if ok && q != p && q.Parent() == p.Parent() && h.Lock.Path != nil && h.Lock.Path.Up == nil && types.Identical(p.Type(), q.Type()) {
			if out == nil {
				out = append(lockset.State{}, s[:i]...)
			}
			continue
		}
		if out != nil {
			out = append(out, h)
		}
	}
	if out == nil {
		return s
	}
	return out
}

// sortedIDs lists locks in a stable order.
func sortedIDs(locks map[lockset.ID]lockset.Mode) []lockset.ID {
	var out []lockset.ID
	for id := range locks {
		out = append(out, id)
	}
	sort.Slice(out, func(i, j int) bool { return idPos(out[i]) < idPos(out[j]) })
	return out
}

func idPos(id lockset.ID) int {
	switch id := id.(type) {
	case types.Object:
		return int(id.Pos())
	case ssa.Value:
		return int(id.Pos())
	}
	return 0
}
