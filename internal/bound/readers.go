package bound

import (
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/analysis"

	"github.com/govlint/govlint/internal/catalog"
)

// readersOf are the functions, of a package that knows no metrics, that read
// for others what a remote party sends. Few packages have any.
//
//	func ClientIP(r *http.Request) string
//	func (q *Query) Name() string              // Query holds a request
//	func parse(r *http.Request) (Info, error)  // Info is of this package
func readersOf(pass *analysis.Pass) map[*types.Func]bool {
	out := make(map[*types.Func]bool)
	makesIDs := importsAny(pass.Pkg, catalog.SourcePackages())
	for _, file := range pass.Files {
		for _, decl := range file.Decls {
			fn, ok := decl.(*ast.FuncDecl)
			if !ok || fn.Body == nil || fn.Type.Results == nil {
				continue
			}
			obj, ok := pass.TypesInfo.Defs[fn.Name].(*types.Func)
			if ok && reads(obj, makesIDs) && tells(obj) {
				out[obj] = true
			}
		}
	}
	return out
}

func importsAny(pkg *types.Package, paths map[string]bool) bool {
	for _, imp := range pkg.Imports() {
		if paths[imp.Path()] {
			return true
		}
	}
	return false
}

// reads reports a function that is given a request, a method of what holds one,
// or one that may make an id or take something from a context.
func reads(fn *types.Func, makesIDs bool) bool {
	sig := fn.Signature()
	for i := range sig.Params().Len() {
		if t := sig.Params().At(i).Type(); isRequest(t) || fn.Exported() && returnsText(sig) && isError(t) {
			return true
		}
	}
	if recv := sig.Recv(); recv != nil && holdsRequest(recv.Type()) {
		return true
	}
	switch {
	case !makesIDs:
		return false
	case sig.Params().Len() == 0:
		return true
	}
	return typeName(sig.Params().At(0).Type()) == "context.Context"
}

func isError(t types.Type) bool { return types.Identical(t, types.Universe.Lookup("error").Type()) }

// isRequest reports what the catalog knows to hold what is sent, or the header
// of it.
func isRequest(t types.Type) bool {
	name := typeName(t)
	return catalog.SourceTypes()[name] || name == "net/http.Header"
}

// holdsRequest reports a struct with a request in one of its fields.
func holdsRequest(t types.Type) bool {
	st, ok := deref(t).Underlying().(*types.Struct)
	if !ok {
		return false
	}
	for f := range st.Fields() {
		if isRequest(f.Type()) {
			return true
		}
	}
	return false
}

// tells reports a function that returns text to other packages, or a struct of
// its package that they know.
func tells(fn *types.Func) bool {
	results := fn.Signature().Results()
	for i := range results.Len() {
		t := results.At(i).Type()
		if fn.Exported() && isString(t) {
			return true
		}
		named, ok := deref(t).(*types.Named)
		if !ok || named.Obj().Pkg() != fn.Pkg() || !named.Obj().Exported() {
			continue
		}
		if _, ok := named.Underlying().(*types.Struct); ok {
			return true
		}
	}
	return false
}
