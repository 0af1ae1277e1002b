package comm

import (
	"go/token"
	"go/types"
	"regexp"
)

// What functions that make an error, or wrap one, are called by convention.
var (
	makesError = regexp.MustCompile(`^(Errorf?|Newf?)$`)
	wrapsError = regexp.MustCompile(`^(Wrapf?|Annotatef?|With(Message|Stack|Code)f?)$`)
)

// asError learns that the result of obj is an error and not nil, as that of
// fmt.Errorf is, and that of a function which wraps an error that is not nil.
func (st *state) asError(obj *types.Func, args []val, result val) val {
	if obj == nil || obj.Signature().Results().Len() != 1 || !isError(obj.Signature().Results().At(0).Type()) {
		return result
	}
	wraps := wrapsError.MatchString(obj.Name()) && len(args) > 0 && st.notNull(args[0])
	if wraps || makesError.MatchString(obj.Name()) {
		st.assume(st.isNull(result), false)
	}
	return result
}

func (st *state) isNull(v val) val {
	return st.binary(token.EQL, v, st.x.vals.null(), types.Typ[types.Bool])
}

func (st *state) notNull(v val) bool {
	null, known := st.truth(st.isNull(v))
	return known && !null
}

func isError(t types.Type) bool { return types.TypeString(t, nil) == "error" }
