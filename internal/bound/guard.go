package bound

import (
	"go/constant"
	"go/token"

	"golang.org/x/tools/go/ssa"
)

// maxGuard limits the blocks looked at for one question.
const maxGuard = 200

// guarded reports whether every way to block passes a test that v is one of a
// set of values: equality with something, a key of a map, a predicate. The
// Value is that set where it is known.
func guarded(v ssa.Value, block *ssa.BasicBlock) (Value, bool) {
	seen := make(map[*ssa.BasicBlock]bool)
	return guardedBlock(v, block, seen)
}

func guardedBlock(v ssa.Value, block *ssa.BasicBlock, seen map[*ssa.BasicBlock]bool) (Value, bool) {
	if seen[block] {
		return Value{}, true // a loop: decided by the other ways into it
	}
	seen[block] = true
	if len(block.Preds) == 0 || len(seen) > maxGuard {
		return unknown, false
	}
	out := Value{}
	for _, pred := range block.Preds {
		set, ok := tested(v, pred, block)
		if !ok {
			set, ok = guardedBlock(v, pred, seen)
		}
		if !ok {
			return unknown, false
		}
		out = join(out, set)
	}
	return out, true
}

func guardedEdge(v ssa.Value, from, to *ssa.BasicBlock) (Value, bool) {
	if set, ok := tested(v, from, to); ok {
		return set, true
	}
	return guarded(v, from)
}

// tested reports whether the way from one block to the next is taken only when
// a test in the first holds v for one of a set.
func tested(v ssa.Value, from, to *ssa.BasicBlock) (Value, bool) {
	cond, ok := from.Instrs[len(from.Instrs)-1].(*ssa.If)
	if !ok || from.Succs[0] == from.Succs[1] {
		return unknown, false
	}
	so := from.Succs[0] == to
	if set, ok := equals(v, cond.Cond, so); ok {
		return set, true
	}
	return unknown, implies(v, cond.Cond, so) || capped(v, cond.Cond, so)
}

// equals is the constant that v is when cond is so.
func equals(v, cond ssa.Value, so bool) (Value, bool) {
	op, ok := cond.(*ssa.BinOp)
	if !ok || !(op.Op == token.EQL && so || op.Op == token.NEQ && !so) {
		return unknown, false
	}
	for _, pair := range [][2]ssa.Value{{op.X, op.Y}, {op.Y, op.X}} {
		c, ok := pair[1].(*ssa.Const)
		if !ok || c.Value == nil || !same(v, pair[0]) {
			continue
		}
		if c.Value.Kind() == constant.String {
			return constantOf(c), true
		}
		return bounded(1, "constant "+c.Value.ExactString()), true
	}
	return unknown, false
}

// implies reports whether cond being so means that v is one of a set.
func implies(v, cond ssa.Value, so bool) bool {
	switch cond := cond.(type) {
	case *ssa.UnOp:
		return cond.Op == token.NOT && implies(v, cond.X, !so)
	case *ssa.BinOp:
		if cond.Op == token.EQL && so || cond.Op == token.NEQ && !so {
			return same(v, cond.X) || same(v, cond.Y) || looksUp(v, cond.X) && !isNil(cond.Y)
		}
		// m[v] != nil, and the like
		if cond.Op == token.NEQ && so || cond.Op == token.EQL && !so {
			return looksUp(v, cond.X) || looksUp(v, cond.Y)
		}
	case *ssa.Lookup, *ssa.Extract:
		return so && looksUp(v, cond)
	case *ssa.Call:
		for _, arg := range operands(cond.Common()) {
			if so && !open(cond) && same(v, arg) {
				return true
			}
		}
	}
	return false
}

// open reports tests that any number of values pass, like strings.HasPrefix or
// utf8.ValidString. Of functions elsewhere it is assumed that they look for the
// value in a list.
func open(call *ssa.Call) bool {
	fn := Callee(call.Common())
	if fn == nil || fn.Pkg() == nil || fn.Name() == "EqualFold" {
		return false
	}
	switch fn.Pkg().Path() {
	case "strings", "bytes", "unicode", "unicode/utf8", "regexp", "path", "path/filepath", "net", "net/netip", "net/url", "net/http", "time":
		return true
	}
	return false
}

// looksUp reports whether x is what a map holds under v or a key made of it.
func looksUp(v, x ssa.Value) bool {
	if ex, ok := x.(*ssa.Extract); ok {
		x = ex.Tuple
	}
	look, ok := x.(*ssa.Lookup)
	return ok && !isString(look.X.Type()) && partOf(v, look.Index, 0)
}

func partOf(v, key ssa.Value, depth int) bool {
	if same(v, key) {
		return true
	}
	if op, ok := key.(*ssa.BinOp); ok && depth < 8 {
		return partOf(v, op.X, depth+1) || partOf(v, op.Y, depth+1)
	}
	return false
}

func isNil(v ssa.Value) bool {
	c, ok := v.(*ssa.Const)
	return ok && c.Value == nil
}

// same reports whether two values are read from the same place. A store
// between the two is not looked for.
func same(a, b ssa.Value) bool { return sameDeep(a, b, 0) }

func sameDeep(a, b ssa.Value, depth int) bool {
	if a == b {
		return true
	}
	if depth > 8 {
		return false
	}
	switch a := a.(type) {
	case *ssa.UnOp:
		b, ok := b.(*ssa.UnOp)
		return ok && a.Op == b.Op && sameDeep(a.X, b.X, depth+1)
	case *ssa.FieldAddr:
		b, ok := b.(*ssa.FieldAddr)
		return ok && a.Field == b.Field && sameDeep(a.X, b.X, depth+1)
	case *ssa.Field:
		b, ok := b.(*ssa.Field)
		return ok && a.Field == b.Field && sameDeep(a.X, b.X, depth+1)
	case *ssa.MakeInterface:
		b, ok := b.(*ssa.MakeInterface)
		return ok && sameDeep(a.X, b.X, depth+1)
	case *ssa.ChangeType:
		b, ok := b.(*ssa.ChangeType)
		return ok && sameDeep(a.X, b.X, depth+1)
	case *ssa.Convert:
		b, ok := b.(*ssa.Convert)
		return ok && sameDeep(a.X, b.X, depth+1)
	case *ssa.Call:
		b, ok := b.(*ssa.Call)
		return ok && sameCall(a, b, depth)
	case *ssa.Extract:
		b, ok := b.(*ssa.Extract)
		return ok && a.Index == b.Index && sameDeep(a.Tuple, b.Tuple, depth+1)
	}
	return false
}

func sameCall(a, b *ssa.Call, depth int) bool {
	fa, fb := Callee(a.Common()), Callee(b.Common())
	if fa == nil || fa != fb {
		return false
	}
	x, y := operands(a.Common()), operands(b.Common())
	for i := range x {
		if i >= len(y) || !sameDeep(x[i], y[i], depth+1) {
			return false
		}
	}
	return len(x) == len(y)
}
