package bound

import (
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/catalog"
	"github.com/govlint/govlint/internal/ssafn"
)

// calledBack are the parameters of methods through which another package calls
// this one, and of which the catalog knows what they are.
func calledBack(pkg *types.Package, of *ssafn.Package) map[*ssa.Parameter]catalog.Source {
	out := make(map[*ssa.Parameter]catalog.Source)
	for name, src := range catalog.Sources() {
		if src.Param == "" {
			continue
		}
		owner, method, ok := strings.Cut(strings.TrimPrefix(name, "("), ").")
		if !ok {
			continue
		}
		iface := imported(pkg, owner)
		if iface == nil {
			continue
		}
		for fn := range of.Decl {
			recv := fn.Signature.Recv()
			if recv == nil || fn.Name() != method || !types.Implements(recv.Type(), iface) {
				continue
			}
			for _, p := range fn.Params[1:] {
				if types.TypeString(p.Type(), nil) == src.Param {
					out[p] = src
				}
			}
		}
	}
	return out
}

// imported is the interface of that name, in a package that pkg imports.
func imported(pkg *types.Package, name string) *types.Interface {
	dot := strings.LastIndexByte(name, '.')
	for _, imp := range pkg.Imports() {
		if dot < 0 || imp.Path() != name[:dot] {
			continue
		}
		if obj := imp.Scope().Lookup(name[dot+1:]); obj != nil {
			iface, _ := obj.Type().Underlying().(*types.Interface)
			return iface
		}
	}
	return nil
}
