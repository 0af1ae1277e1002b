package ctxprop

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/ctxflow"
	"github.com/govlint/govlint/internal/report"
)

// A usedKey is a key under which the package stores a value.
type usedKey struct {
	call *ssa.Call
	t    types.Type
	obj  types.Object // the variable or constant that names it, if any
}

// checkKeys looks at the keys of all values that the package puts into contexts.
func (c *checker) checkKeys() {
	var keys []usedKey
	read := make(map[types.Type]bool)
	for _, fn := range c.flows.Pkg.Funcs {
		ctxflow.Instructions(fn, func(in ssa.Instruction) {
			call, ok := in.(*ssa.Call)
			if !ok {
				return
			}
			if call.Call.IsInvoke() && call.Call.Method.Name() == "Value" && ctxflow.IsContext(call.Call.Value.Type()) {
				if t := keyType(call.Call.Args[0]); t != nil {
					read[t] = true
				}
			}
			if ctxflow.CalleeName(&call.Call) == "context.WithValue" && !c.inTest(call.Pos()) {
				if t := keyType(call.Call.Args[1]); t != nil {
					keys = append(keys, usedKey{call, t, c.keyObject(call)})
				}
			}
		})
	}
	for i, k := range keys {
		if c.weakKey(k) || c.collidingKey(k, keys[:i]) {
			continue
		}
		c.unreadKey(k, read)
	}
}

// keyType is the type of a key before it became an any.
func keyType(v ssa.Value) types.Type {
	mi, ok := v.(*ssa.MakeInterface)
	if !ok {
		return nil
	}
	return mi.X.Type()
}

func (c *checker) keyObject(call *ssa.Call) types.Object {
	expr := c.callOf(call)
	if expr == nil || len(expr.Args) != 3 {
		return nil
	}
	id, ok := ast.Unparen(expr.Args[1]).(*ast.Ident)
	if !ok {
		return nil
	}
	return c.pass.TypesInfo.Uses[id]
}

func (c *checker) weakKey(k usedKey) bool {
	why := ""
	switch t := types.Unalias(k.t).(type) {
	case *types.Basic:
		why = fmt.Sprintf("is a %s", t)
	case *types.Struct:
		if t.NumFields() == 0 {
			why = "is a struct{}{}, equal to every other one"
		}
	}
	if why == "" {
		return false
	}
	pos, end := c.argSpan(k.call, 1)
	c.emit(report.Finding{
		Kind: "key", Pos: pos, End: end,
		Message: fmt.Sprintf("the key of this context value %s, so any other package that uses the same one overwrites it; give it an unexported type of its own", why),
		Witness: []report.Step{{Pos: k.call.Pos(), Text: fmt.Sprintf("values are found by the type and value of the key, here %s", types.TypeString(k.t, types.RelativeTo(c.pass.Pkg)))}},
	})
	return true
}

// collidingKey reports two names of keys that are one key.
func (c *checker) collidingKey(k usedKey, earlier []usedKey) bool {
	if k.obj == nil {
		return false
	}
	for _, other := range earlier {
		if other.obj == nil || other.obj == k.obj || !types.Identical(k.t, other.t) || !sameKey(k, other) {
			continue
		}
		pos, end := c.argSpan(k.call, 1)
		c.emit(report.Finding{
			Kind: "key", Pos: pos, End: end,
			Message: fmt.Sprintf("the keys %s and %s are equal, so this value hides the one stored at %s; give them different values, or a type each",
				k.obj.Name(), other.obj.Name(), c.where(other.call.Pos())),
			Witness: []report.Step{{Pos: k.obj.Pos(), Text: "declared here"}, {Pos: other.obj.Pos(), Text: "the other one"}},
		})
		return true
	}
	return false
}

func sameKey(a, b usedKey) bool {
	ca, ok1 := a.obj.(*types.Const)
	cb, ok2 := b.obj.(*types.Const)
	if ok1 && ok2 {
		return constant.Compare(ca.Val(), token.EQL, cb.Val())
	}
	st, ok := a.t.Underlying().(*types.Struct)
	_, v1 := a.obj.(*types.Var)
	_, v2 := b.obj.(*types.Var)
	return ok && st.NumFields() == 0 && v1 && v2
}

// unreadKey reports a value that only this package could read, and that it
// does not.
func (c *checker) unreadKey(k usedKey, read map[types.Type]bool) {
	named, ok := types.Unalias(k.t).(*types.Named)
	if !ok || named.Obj().Pkg() != c.pass.Pkg || named.Obj().Exported() || k.obj != nil && k.obj.Exported() {
		return
	}
	for t := range read {
		if types.Identical(t, k.t) {
			return
		}
	}
	pos, end := c.argSpan(k.call, 1)
	c.emit(report.Finding{
		Kind: "key", Pos: pos, End: end,
		Message: fmt.Sprintf("nothing reads the value stored under %s: its type is private to this package, which never asks for it", named.Obj().Name()),
		Witness: []report.Step{{Pos: named.Obj().Pos(), Text: "no call of Value in the package has a key of this type"}},
	})
}
