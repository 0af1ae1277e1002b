package rewrite

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/analysis"
)

// Copied reports whether objects of the type are ever copied, or lie in others
// that may be: what must not be copied cannot become a part of them.
func Copied(pass *analysis.Pass, obj *types.TypeName) bool {
	return (&writer{pass: pass}).copied(obj)
}

// Quiet returns a function that tells quiet code: it neither blocks, nor locks,
// nor calls code that is not seen, nor calls a function that uses v, nor uses
// another map that goroutines change.
func Quiet(pass *analysis.Pass, v *types.Var) func(nodes ...ast.Node) bool {
	r := newReader(pass, v)
	r.alone = true
	return r.quiet
}

// Aliased is how far the uses in body reach of what lies in v, given the uses of
// v between from and to: values that goroutines share are under the lock only as
// long as local names for them are used under it. It reports false when such a
// value goes elsewhere.
func Aliased(pass *analysis.Pass, v *types.Var, body *ast.BlockStmt, from, to token.Pos) (token.Pos, bool) {
	end := to
	units, _ := unitsOf(pass, v)
	for _, u := range units {
		if u.body != body {
			continue
		}
		for _, x := range u.uses {
			if x.gives && from <= x.expr.Pos() && x.expr.End() <= to {
				return end, false
			}
			if x.origin == nil || x.origin.expr.Pos() < from || x.origin.expr.End() > to {
				continue
			}
			if x.escape || x.origin.escape || x.expr.Pos() < from {
				return end, false
			}
			end = max(end, x.expr.End())
		}
	}
	return end, true
}
