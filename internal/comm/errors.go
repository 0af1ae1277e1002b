package comm

import (
	"go/token"
	"go/types"
)

// asError learns that the result of obj is an error and not nil, as that of
// fmt.Errorf is, and that of a function which wraps an error that is not nil.
func (st *state) asError(obj *types.Func, args []val, result val) val {
	if obj == nil {
		return result
	}
	made := makesError(obj.Name())
	if !made && !wrapsError(obj.Name()) {
		return result
	}
	results := obj.Signature().Results()
	if results.Len() == 1 && isError(results.At(0).Type()) && (made || len(args) > 0 && st.notNull(args[0])) {
		st.assume(st.isNull(result), false)
	}
	return result
}

// makesError knows functions that make an error by what they are called.
func makesError(name string) bool {
	switch name {
	case "Error", "Errorf", "New", "Newf":
		return true
	}
	return false
}

// wrapsError knows those that wrap one, and return nil for nil.
func wrapsError(name string) bool {
	switch name {
	case "Wrap", "Wrapf", "Annotate", "Annotatef", "WithMessage", "WithMessagef",
		"WithStack", "WithStackf", "WithCode", "WithCodef":
		return true
	}
	return false
}

func (st *state) isNull(v val) val {
	return st.binary(token.EQL, v, st.x.vals.null(), types.Typ[types.Bool])
}

func (st *state) notNull(v val) bool {
	null, known := st.truth(st.isNull(v))
	return known && !null
}

var errorType = types.Universe.Lookup("error").Type()

func isError(t types.Type) bool { return t == errorType || types.Identical(t, errorType) }

// isNil reports a value that the schedule has found to be nil.
func (st *state) isNil(v val) bool {
	if !st.x.vals.isUnknown(v) {
		return false
	}
	null, known := st.truth(st.isNull(v))
	return known && null
}
