package maprace

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/lockset"
	"github.com/govlint/govlint/internal/spawn"
)

// boxedTypes are the unexported types that leave the package inside an
// interface, and those that are only lent: as an argument of calls, which call
// its methods meanwhile, under the locks that their caller holds.
func (c *checker) boxedTypes() (boxed map[*types.TypeName]bool, lent map[*types.TypeName]*lending) {
	boxed, lent = make(map[*types.TypeName]bool), make(map[*types.TypeName]*lending)
	for _, fn := range c.pkg.Funcs {
		for _, b := range fn.Blocks {
			for _, in := range b.Instrs {
				mi, ok := in.(*ssa.MakeInterface)
				if !ok || usedByStd(mi) {
					continue
				}
				n := namedOf(mi.X.Type())
				switch {
				case n == nil || n.Pkg() != c.pass.Pkg:
				case onlyArgument(mi):
					lent[n] = &lending{under: make(map[lockset.ID]lockset.Mode)}
				default:
					boxed[n] = true
				}
			}
		}
	}
	for n := range boxed {
		delete(lent, n)
	}
	return boxed, lent
}

// A lending is the locks held where some object of a type is lent.
type lending struct {
	under map[lockset.ID]lockset.Mode
}

// onlyArgument reports an interface value that is passed to calls and kept
// nowhere that can be seen.
func onlyArgument(mi *ssa.MakeInterface) bool {
	for _, ref := range *mi.Referrers() {
		if _, ok := ref.(*ssa.Call); !ok {
			return false
		}
	}
	return len(*mi.Referrers()) > 0
}

// lend notes the locks held where in lends an object.
func (c *checker) lend(ctx *context, in *ssa.MakeInterface, s lockset.State) {
	n := namedOf(in.X.Type())
	if n == nil || c.lent[n] == nil {
		return
	}
	must, _ := total(ctx, s)
	for id, m := range must {
		c.lent[n].under[id] |= m
	}
}

// enterLent enters the methods of lent types that nothing calls by name.
func (c *checker) enterLent() {
	for _, fn := range c.pkg.Funcs {
		recv := recvType(fn)
		if recv == nil || c.lent[recv] == nil || len(c.contexts[fn]) > 0 || c.inTest(fn) || c.callerLocks(fn) {
			continue
		}
		if fn.Object() == nil || !fn.Object().Exported() {
			continue
		}
		r := &root{kind: rootCallback, fn: fn}
		c.enter(&context{root: r, fn: fn, may: c.lent[recv].under, owned: ownParams(r)})
	}
}

// usedByStd reports an interface value that only container/heap or sort get:
// they call its methods there and then, under the caller's locks.
func usedByStd(mi *ssa.MakeInterface) bool {
	for _, ref := range *mi.Referrers() {
		call, ok := ref.(ssa.CallInstruction)
		if !ok {
			return false
		}
		fn := spawn.CalleeObject(call.Common())
		if fn == nil || fn.Pkg() == nil || fn.Pkg().Path() != "container/heap" && fn.Pkg().Path() != "sort" {
			return false
		}
	}
	return true
}
