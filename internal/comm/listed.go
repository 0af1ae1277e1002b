package comm

import (
	"go/constant"
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// listed notes how long the list is that a call of obj with args gave: as long as
// that of the next such call, though the elements may be others; or as long as the
// one number says that came with the list. It returns the result.
func (st *state) listed(obj *types.Func, args []val, in ssa.Instruction, result val) val {
	v, ok := in.(ssa.Value)
	if !ok || obj == nil {
		return result
	}
	if tuple, ok := v.Type().(*types.Tuple); ok {
		return st.counts(tuple, result)
	}
	if isList(v.Type()) {
		name := st.x.vals.constant(constant.MakeString(st.x.m.fullName(obj)))
		st.x.lists[result] = st.x.vals.expr(tokenPure, v.Type(), append([]val{name}, args...)...)
	}
	return result
}

// counts ties the one list among some results to the one number among them.
func (st *state) counts(tuple *types.Tuple, result val) val {
	list, number := -1, -1
	for i := range tuple.Len() {
		t := tuple.At(i).Type()
		basic, isBasic := t.Underlying().(*types.Basic)
		switch {
		case isList(t) && list < 0:
			list = i
		case isBasic && basic.Kind() == types.Int && number < 0:
			number = i
		case isList(t) || isBasic && basic.Kind() == types.Int:
			return result
		}
	}
	n := st.x.vals.of(result)
	if list < 0 || number < 0 || n.kind != kStruct || len(n.args) != tuple.Len() {
		return result
	}
	parts := append([]val(nil), n.args...)
	parts[number] = st.x.vals.natural(types.Typ[types.Int])
	st.x.lists[parts[list]] = parts[number]
	return st.x.vals.tuple(parts...)
}

func isList(t types.Type) bool {
	_, ok := t.Underlying().(*types.Slice)
	return ok
}
