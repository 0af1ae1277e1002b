package ctxflow

import (
	"go/types"

	"github.com/govlint/govlint/internal/catalog"
)

// A Variant is the counterpart of a function that takes a context.
type Variant struct {
	Fn    *types.Func // nil when it has another shape
	Name  string      // what the source would write
	First bool        // Fn takes the context first and then what the function takes
}

var suffixes = []string{"Context", "WithContext", "Ctx", "WithCtx"}

// VariantOf is the counterpart of fn that takes a context: one in the same
// package or type, called as fn with Context, WithContext or Ctx behind its
// name, whose parameters are a context and those of fn, or one of the catalog.
func VariantOf(fn *types.Func, from *types.Package) (Variant, bool) {
	if fn == nil || fn.Pkg() == nil || TakesContext(fn.Signature()) {
		return Variant{}, false
	}
	for _, suffix := range suffixes {
		sibling := lookup(fn, fn.Name()+suffix)
		if sibling == nil || !sibling.Exported() && sibling.Pkg() != from {
			continue
		}
		if sameButContext(fn.Signature(), sibling.Signature()) {
			return Variant{Fn: sibling, Name: sibling.Name(), First: true}, true
		}
	}
	if name := catalog.CtxVariants()[fn.FullName()]; name != "" {
		return Variant{Name: name}, true
	}
	return Variant{}, false
}

func lookup(fn *types.Func, name string) *types.Func {
	recv := fn.Signature().Recv()
	if recv == nil {
		sibling, _ := fn.Pkg().Scope().Lookup(name).(*types.Func)
		return sibling
	}
	obj, _, _ := types.LookupFieldOrMethod(recv.Type(), true, fn.Pkg(), name)
	sibling, _ := obj.(*types.Func)
	return sibling
}

// TakesContext reports whether a parameter is a context or carries one.
func TakesContext(sig *types.Signature) bool {
	for i := range sig.Params().Len() {
		t := sig.Params().At(i).Type()
		if IsContext(t) || CarrierExpr(t) != "" {
			return true
		}
	}
	return false
}

// sameButContext reports whether b takes a context and then what a takes, and
// returns the same.
func sameButContext(a, b *types.Signature) bool {
	if b.Params().Len() != a.Params().Len()+1 || a.Variadic() != b.Variadic() || !IsContext(b.Params().At(0).Type()) {
		return false
	}
	for i := range a.Params().Len() {
		if !types.Identical(a.Params().At(i).Type(), b.Params().At(i+1).Type()) {
			return false
		}
	}
	return types.Identical(a.Results(), b.Results())
}
