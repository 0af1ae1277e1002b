package rewrite

import (
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/analysis"
)

// Copied reports whether objects of the type are ever copied, or lie in others
// that may be: what must not be copied cannot become a part of them.
func Copied(pass *analysis.Pass, obj *types.TypeName) bool {
	return (&writer{pass: pass}).copied(obj)
}

// Quiet returns a function that tells quiet code: it neither blocks, nor locks,
// nor calls code that is not seen, nor calls a function that uses v.
func Quiet(pass *analysis.Pass, v *types.Var) func(nodes ...ast.Node) bool {
	return newReader(pass, v).quiet
}
