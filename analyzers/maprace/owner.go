package maprace

import (
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/place"
	"github.com/govlint/govlint/internal/spawn"
)

// fresh reports whether fn returns, as its result number i, only objects that
// it made itself and gave to nobody else.
func (c *checker) fresh(fn *ssa.Function, i int) bool {
	type key = struct {
		fn *ssa.Function
		i  int
	}
	k := key{fn, i}
	if f, ok := c.freshMemo[k]; ok {
		return f
	}
	c.freshMemo[k] = true // a recursive call returns what the others do
	f := len(fn.Blocks) > 0
	for v := range place.Results(fn, i) {
		if !c.freshValue(v, 0) {
			f = false
			break
		}
	}
	c.freshMemo[k] = f
	return f
}

// made reports a value that the code at hand has just made, whatever becomes
// of it: a new map, nil, what a constructor returns.
func (c *checker) made(v ssa.Value) bool {
	switch v := v.(type) {
	case *ssa.Const, *ssa.MakeMap:
		return true
	case *ssa.ChangeType:
		return c.made(v.X)
	case *ssa.Call:
		return c.freshCall(v, 0)
	}
	return false
}

func (c *checker) freshValue(v ssa.Value, depth int) bool {
	if depth > 6 {
		return false
	}
	switch v := v.(type) {
	case *ssa.Const:
		return true
	case *ssa.MakeMap, *ssa.MakeSlice, *ssa.MakeChan, *ssa.MakeClosure:
		return !c.published(v)
	case *ssa.Alloc:
		return c.freshAlloc(v, depth)
	case *ssa.MakeInterface:
		return c.freshValue(v.X, depth+1)
	case *ssa.ChangeInterface:
		return c.freshValue(v.X, depth+1)
	case *ssa.ChangeType:
		return c.freshValue(v.X, depth+1)
	case *ssa.TypeAssert:
		return c.freshValue(v.X, depth+1)
	case *ssa.UnOp:
		if cell := c.places.Cell(v.X); cell != nil && v.Op == token.MUL {
			return c.freshCell(cell, depth)
		}
	case *ssa.Phi:
		for _, e := range v.Edges {
			if e != v && !c.freshValue(e, depth+1) {
				return false
			}
		}
		return true
	case *ssa.Call:
		return c.freshCall(v, 0) && !c.published(v)
	case *ssa.Extract:
		if call, ok := v.Tuple.(*ssa.Call); ok {
			return c.freshCall(call, v.Index) && !c.published(v)
		}
		if ta, ok := v.Tuple.(*ssa.TypeAssert); ok && v.Index == 0 {
			return c.freshValue(ta.X, depth+1)
		}
	}
	return false
}

// freshAlloc treats a new object as fresh, and a variable as what it holds. A
// struct variable that is a copy shares its maps with the original.
func (c *checker) freshAlloc(v *ssa.Alloc, depth int) bool {
	if c.published(v) {
		return false
	}
	for _, st := range c.places.Stores(v) {
		if !c.freshValue(st.Val, depth+1) {
			return false
		}
	}
	return true
}

func (c *checker) freshCell(cell *ssa.Alloc, depth int) bool {
	stores := c.places.Stores(cell)
	for _, st := range stores {
		if !c.freshValue(st.Val, depth+1) {
			return false
		}
	}
	return true
}

func (c *checker) freshCall(call *ssa.Call, i int) bool {
	callee, _ := c.places.Callee(call.Common())
	if callee != nil && len(callee.Blocks) > 0 {
		return c.fresh(callee, i)
	}
	fn := spawn.CalleeObject(call.Common())
	if fn == nil {
		return false
	}
	return copies(fn) || constructs(fn) || fn.FullName() == poolGet
}

// poolGet gives its caller an object that nobody else has until it is put back.
const poolGet = "(*sync.Pool).Get"

// copies knows functions of other packages that return a copy by what Go
// programmers call them.
func copies(fn *types.Func) bool {
	name := strings.ToLower(fn.Name())
	return strings.Contains(name, "clone") || strings.HasSuffix(name, "copy") || strings.HasPrefix(name, "deepcopy")
}

// constructs reports a function of another package named as a constructor.
func constructs(fn *types.Func) bool {
	return fn.Signature().Recv() == nil && strings.HasPrefix(fn.Name(), "New")
}

// published reports whether v itself is put where others can reach it: into a
// field, element or variable that its function does not own, or a channel.
func (c *checker) published(v ssa.Value) bool {
	refs := v.Referrers()
	if refs == nil {
		return false
	}
	for _, ref := range *refs {
		switch ref := ref.(type) {
		case *ssa.Store:
			if ref.Val == v && !isResult(ref.Addr) && !c.localRoot(c.places.Of(ref.Addr).Root) {
				return true
			}
		case *ssa.MapUpdate:
			if (ref.Value == v || ref.Key == v) && !c.localRoot(c.places.Of(ref.Map).Root) {
				return true
			}
		case *ssa.Send:
			if ref.X == v {
				return true
			}
		case *ssa.Go:
			return true
		case *ssa.MakeInterface:
			if c.published(ref) {
				return true
			}
		}
	}
	return false
}

// isResult reports the variable of a result, which functions that defer have
// even when it has no name: what is put there is returned.
func isResult(addr ssa.Value) bool {
	cell, ok := addr.(*ssa.Alloc)
	if !ok || cell.Heap {
		return false
	}
	for _, ref := range *cell.Referrers() {
		switch ref := ref.(type) {
		case *ssa.Store, *ssa.DebugRef:
		case *ssa.UnOp:
			if ref.Op != token.MUL {
				return false
			}
		default:
			return false
		}
	}
	return true
}

func (c *checker) localRoot(root ssa.Value) bool {
	switch root.(type) {
	case *ssa.Alloc, *ssa.MakeMap, *ssa.MakeSlice:
		return true
	}
	return false
}

// owned reports whether, in ctx, only the running goroutine can reach the
// object that p starts from. Values that came over a channel count as owned:
// they were handed over.
func (c *checker) owned(p place.Place, ctx *context) bool {
	return c.ownedRoot(p.Root, ctx, 0)
}

func (c *checker) ownedRoot(root ssa.Value, ctx *context, depth int) bool {
	if depth > 4 {
		return true
	}
	switch v := root.(type) {
	case *ssa.Global:
		return ctx.root.kind == rootInit
	case *ssa.Parameter:
		return ctx.owned[v]
	case *ssa.Alloc:
		return c.insideThread(v.Parent(), ctx)
	case *ssa.MakeMap, *ssa.MakeSlice:
		return c.insideThread(v.(ssa.Instruction).Parent(), ctx)
	case *ssa.Const:
		return true
	case *ssa.UnOp:
		return v.Op == token.ARROW
	case *ssa.Extract:
		switch t := v.Tuple.(type) {
		case *ssa.Call:
			return c.ownedCall(t, v.Index, v, ctx)
		case *ssa.Select, *ssa.UnOp:
			return true
		case *ssa.Next:
			return true // over a string or a value without a place
		}
		return false
	case *ssa.Call:
		return c.ownedCall(v, 0, v, ctx)
	case *ssa.Phi:
		for _, e := range v.Edges {
			if e == v {
				continue
			}
			if p := c.places.Of(e); p.Root != v && !c.ownedRoot(p.Root, ctx, depth+1) {
				return false
			}
		}
		return true
	case *ssa.FreeVar:
		return true // of a literal that is never made: unknown
	}
	return true
}

func (c *checker) ownedCall(call *ssa.Call, i int, v ssa.Value, ctx *context) bool {
	if ctx.root.kind == rootMain {
		return true
	}
	return c.freshCall(call, i) && c.insideThread(call.Parent(), ctx)
}

// insideThread reports whether the code of fn belongs to the goroutine of
// ctx: fn is not a function around the one that the goroutine started with.
func (c *checker) insideThread(fn *ssa.Function, ctx *context) bool {
	for f := ctx.root.fn.Parent(); f != nil; f = f.Parent() {
		if f == fn {
			return false
		}
	}
	return true
}
