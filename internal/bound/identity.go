package bound

import (
	"go/types"
	"strings"

	"github.com/govlint/govlint/internal/catalog"
)

// sourceOf is what the catalog says of a function's results, or what its
// receiver is where that is an id.
func sourceOf(fn *types.Func) (catalog.Source, bool) {
	if src, ok := catalog.Sources()[fn.FullName()]; ok {
		return src, true
	}
	if words := identity(fn); words != "" {
		return catalog.Source{Kind: "unbounded", Words: words}, true
	}
	return catalog.Source{}, false
}

// minID is the length of the shortest ids that are made without asking anybody.
const minID = 8

// identity names the id that a method writes as text: one that fills an array
// of bytes, and whose type is called what such ids are called everywhere. There
// are more packages of UUIDs than a table could hold.
func identity(fn *types.Func) string {
	sig := fn.Signature()
	if sig.Recv() == nil || sig.Params().Len() != 0 || !returnsText(sig) {
		return ""
	}
	switch fn.Name() {
	case "String", "Hex", "HexString", "Text", "Base32", "Base64":
	default:
		return ""
	}
	named, ok := deref(sig.Recv().Type()).(*types.Named)
	if !ok || !isBytes(named.Underlying()) {
		return ""
	}
	for _, id := range []struct{ suffix, words string }{
		{"uuid", "UUID"}, {"ulid", "ULID"}, {"guid", "GUID"}, {"ksuid", "KSUID"},
		{"traceid", "trace id"}, {"spanid", "span id"}, {"objectid", "id of an object"},
	} {
		if strings.HasSuffix(strings.ToLower(named.Obj().Name()), id.suffix) {
			return id.words
		}
	}
	return ""
}

func isBytes(t types.Type) bool {
	array, ok := t.(*types.Array)
	if !ok || array.Len() < minID {
		return false
	}
	elem, ok := array.Elem().Underlying().(*types.Basic)
	return ok && elem.Kind() == types.Uint8
}
