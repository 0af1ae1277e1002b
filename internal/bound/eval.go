package bound

import (
	"go/constant"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// maxDepth limits how far back a value is followed.
const maxDepth = 80

// maxWork limits what one question costs. Beyond it, all is Unknown.
const maxWork = 10_000

// tired counts a step, and reports whether the question has cost enough.
func (e *Engine) tired() bool {
	if len(e.active) == 0 && len(e.elements) == 0 {
		e.work = 0
	}
	e.work++
	return e.work > maxWork
}

// At is what v can be where it is used in block.
func (e *Engine) At(v ssa.Value, block *ssa.BasicBlock) Value {
	out := e.eval(v)
	if out.Class != Unbounded && len(out.Params) == 0 {
		return out
	}
	if block != nil {
		if set, ok := guarded(v, block); ok {
			return known(set)
		}
	}
	return out
}

// known is a set of values, or unknown where it has none.
func known(set Value) Value {
	if set.none() {
		return unknown
	}
	return set
}

func (e *Engine) eval(v ssa.Value) Value {
	if out, ok := e.memo[v]; ok {
		return out
	}
	if e.active[v] {
		e.cut++
		return Value{}
	}
	if e.depth > maxDepth || e.tired() {
		return unknown
	}
	cut := e.cut
	e.active[v] = true
	e.depth++
	out := e.compute(v)
	e.depth--
	delete(e.active, v)
	if out.Class != Unbounded && isBool(v.Type()) {
		out = bounded(2, "bool")
	}
	if len(e.active) == 0 || out.Class == Unbounded || e.cut == cut && e.work < maxWork {
		e.memo[v] = out
	}
	return out
}

func (e *Engine) compute(v ssa.Value) Value {
	switch v := v.(type) {
	case *ssa.Const:
		if v.Value != nil && v.Value.Kind() == constant.String {
			return constantOf(v)
		}
		return bounded(1, "constant")
	case *ssa.Parameter:
		if src, ok := e.calledBack[v]; ok {
			return source(src, v.Pos(), nil, v.Parent().Name()+"'s parameter "+v.Name())
		}
		return Value{Params: []Param{{Param: v}}}
	case *ssa.FreeVar:
		return e.captured(v)
	case *ssa.Phi:
		return e.merged(v)
	case *ssa.BinOp:
		return e.binOp(v)
	case *ssa.UnOp:
		if v.Op == token.MUL {
			return e.load(v)
		}
		return unknown
	case *ssa.Convert:
		return e.typed(v.X, v)
	case *ssa.ChangeType:
		return e.typed(v.X, v)
	case *ssa.MakeInterface:
		return e.At(v.X, v.Block())
	case *ssa.ChangeInterface:
		return e.At(v.X, v.Block())
	case *ssa.TypeAssert:
		return e.At(v.X, v.Block())
	case *ssa.Field:
		return e.field(v.X, v.Field, v)
	case *ssa.Slice:
		if isString(v.X.Type()) {
			return e.At(v.X, v.Block())
		}
		return e.all(v)
	case *ssa.Lookup:
		return e.looked(v)
	case *ssa.Index:
		return e.elementOf(v.X, v.Block())
	case *ssa.Extract:
		return e.extract(v)
	case *ssa.Call:
		return e.call(v, 0)
	case *ssa.Alloc:
		if out := e.stored(v); out.Class == Unbounded || len(out.Params) > 0 {
			return out
		}
		return e.all(v)
	case *ssa.MakeMap, *ssa.MakeSlice:
		return e.all(v)
	}
	return unknown
}

func constantOf(c *ssa.Const) Value { return Value{Set: []string{constant.StringVal(c.Value)}} }

// inherited is what a part of x can be: as much as x, when x is unbounded.
func (e *Engine) inherited(x ssa.Value, block *ssa.BasicBlock) Value {
	out := e.At(x, block)
	if out.Class != Unbounded && len(out.Params) == 0 {
		return unknown
	}
	return out
}

func (e *Engine) alongEdge(v ssa.Value, from, to *ssa.BasicBlock) Value {
	out := e.eval(v)
	if out.Class != Unbounded && len(out.Params) == 0 {
		return out
	}
	if set, ok := guardedEdge(v, from, to); ok {
		return known(set)
	}
	return out
}

// typed is x converted: the values of a type with constants are these, unless
// something else is known to get there.
func (e *Engine) typed(x ssa.Value, to ssa.Instruction) Value {
	out := e.At(x, to.Block())
	if out.Class == Const && len(out.Params) == 0 || out.Class == Unbounded {
		return out
	}
	if id, ok := e.converted(x, to.(ssa.Value), to.Block()); ok {
		return id
	}
	if n := enumSize(x.Type()); n > 1 {
		out.Class, out.Set, out.N, out.Words = Bounded, nil, n, "constants of "+types.TypeString(x.Type(), (*types.Package).Name)
	}
	return out
}

func enumSize(t types.Type) int {
	named, ok := types.Unalias(t).(*types.Named)
	if !ok || named.Obj().Pkg() == nil {
		return 0
	}
	if _, ok := named.Underlying().(*types.Basic); !ok {
		return 0
	}
	n := 0
	scope := named.Obj().Pkg().Scope()
	for _, name := range scope.Names() {
		if c, ok := scope.Lookup(name).(*types.Const); ok && types.Identical(c.Type(), t) {
			n++
		}
	}
	return n
}

func (e *Engine) binOp(v *ssa.BinOp) Value {
	switch v.Op {
	case token.ADD:
		if !isString(v.Type()) {
			return join(e.inherited(v.X, v.Block()), e.inherited(v.Y, v.Block()))
		}
		return product(e.At(v.X, v.Block()), e.At(v.Y, v.Block()))
	case token.QUO, token.REM:
		if c, ok := v.Y.(*ssa.Const); ok && v.Op == token.REM && c.Value != nil {
			if n, ok := constant.Int64Val(constant.ToInt(c.Value)); ok {
				return bounded(int(min(n, 1<<30)), "remainder")
			}
		}
	}
	return unknown
}

func (e *Engine) load(v *ssa.UnOp) Value {
	switch at := v.X.(type) {
	case *ssa.Alloc:
		return e.stored(at)
	case *ssa.FreeVar:
		return e.captured(at)
	case *ssa.FieldAddr:
		return e.field(at.X, at.Field, v)
	case *ssa.IndexAddr:
		return e.elementOf(at.X, v.Block())
	case *ssa.Global:
		if types.Identical(v.Type(), types.Universe.Lookup("error").Type()) {
			return bounded(1, "an error that is made once")
		}
		return unknown
	}
	return e.inherited(v.X, v.Block())
}

// stored is what the stores to a local variable put there. The order of the
// stores does not count: SSA keeps variables in memory only when their address
// is taken.
func (e *Engine) stored(at *ssa.Alloc) Value {
	out := Value{}
	if at.Referrers() == nil {
		return unknown
	}
	for _, ref := range *at.Referrers() {
		if s, ok := ref.(*ssa.Store); ok && s.Addr == at {
			out = join(out, e.At(s.Val, s.Block()))
		}
	}
	for _, s := range e.inner[at] {
		v := e.At(s.Val, s.Block())
		v.Params = nil // of the literal, whose callers are not the variable's
		out = join(out, v)
	}
	if out.none() {
		return unknown
	}
	return out
}

func (e *Engine) captured(v *ssa.FreeVar) Value {
	fn := v.Parent()
	made := e.made[fn]
	if made == nil {
		return unknown
	}
	for i, fv := range fn.FreeVars {
		if fv != v {
			continue
		}
		if at, ok := made.Bindings[i].(*ssa.Alloc); ok {
			return e.stored(at)
		}
		return e.At(made.Bindings[i], made.Block())
	}
	return unknown
}

func (e *Engine) extract(v *ssa.Extract) Value {
	switch t := v.Tuple.(type) {
	case *ssa.Call:
		return e.call(t, v.Index)
	case *ssa.TypeAssert:
		return e.At(t.X, t.Block())
	case *ssa.Lookup:
		if v.Index == 0 {
			return e.looked(t)
		}
	case *ssa.Next:
		if r, ok := t.Iter.(*ssa.Range); ok && v.Index == 1 && !t.IsString {
			return e.keyOf(r.X, r.Block())
		} else if ok && v.Index > 0 {
			return e.elementOf(r.X, r.Block())
		}
	}
	return unknown
}

func isString(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsString != 0
}

func isBool(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsBoolean != 0
}

func typeName(t types.Type) string {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	return types.TypeString(types.Unalias(t), nil)
}
