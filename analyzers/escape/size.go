package escape

import "go/types"

// sizeOf is the size of a value of type t, if that is the same for all type
// arguments.
func (c *checker) sizeOf(t types.Type) (int64, bool) {
	if parametric(t) {
		return 0, false
	}
	return c.pass.TypesSizes.Sizeof(t), true
}

// parametric reports a type whose size depends on a type parameter.
func parametric(t types.Type) bool {
	if _, ok := types.Unalias(t).(*types.TypeParam); ok {
		return true
	}
	switch u := t.Underlying().(type) {
	case *types.Array:
		return parametric(u.Elem())
	case *types.Struct:
		for f := range u.Fields() {
			if parametric(f.Type()) {
				return true
			}
		}
	}
	return false
}
