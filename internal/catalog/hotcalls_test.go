package catalog

import (
	"go/importer"
	"go/token"
	"go/types"
	"strings"
	"testing"
)

// TestHotCalls resolves every row: a misspelt function would never be found.
func TestHotCalls(t *testing.T) {
	imp := importer.ForCompiler(token.NewFileSet(), "source", nil)
	for name, call := range HotCalls() {
		path, fn := splitName(name)
		pkg, err := imp.Import(path)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := lookUp(pkg, fn); got == nil || got.FullName() != name {
			t.Errorf("%s: not found", name)
		}
		if call.Kind != "loop-cost" && call.Kind != "ctx-value" || call.Cost == "" || call.Advice == "" {
			t.Errorf("%s: %+v", name, call)
		}
	}
}

// splitName takes "path.F" or "(*path.T).M" apart.
func splitName(name string) (path, rest string) {
	name = strings.NewReplacer("(*", "", ")", "").Replace(name)
	slash := strings.LastIndexByte(name, '/') + 1
	pkg, rest, _ := strings.Cut(name[slash:], ".")
	return name[:slash] + pkg, rest
}

func lookUp(pkg *types.Package, name string) *types.Func {
	recv, method, isMethod := strings.Cut(name, ".")
	if !isMethod {
		fn, _ := pkg.Scope().Lookup(name).(*types.Func)
		return fn
	}
	named, ok := pkg.Scope().Lookup(recv).(*types.TypeName)
	if !ok {
		return nil
	}
	obj, _, _ := types.LookupFieldOrMethod(types.NewPointer(named.Type()), false, pkg, method)
	fn, _ := obj.(*types.Func)
	return fn
}
