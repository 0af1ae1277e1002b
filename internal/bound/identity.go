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

// identity names the id that a method writes as text: one that consists of
// bytes, and whose type is called what such ids are called everywhere. There are
// more packages of UUIDs, and more chains with accounts, than a table could hold.
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
	if !ok {
		return ""
	}
	name, size := strings.ToLower(named.Obj().Name()), bytesIn(named.Underlying())
	switch {
	case size == 0:
		return ""
	case size == anySize && (name == "accaddress" || name == "valaddress" || name == "consaddress"),
		(size == 20 || size == 32) && name == "address":
		return "address of an account"
	case size < minID:
		return ""
	}
	for _, id := range []struct{ suffix, words string }{
		{"uuid", "UUID"}, {"ulid", "ULID"}, {"guid", "GUID"}, {"ksuid", "KSUID"},
		{"traceid", "trace id"}, {"spanid", "span id"}, {"objectid", "id of an object"},
	} {
		if strings.HasSuffix(name, id.suffix) {
			return id.words
		}
	}
	return ""
}

// anySize is the length of a slice.
const anySize = 1 << 20

// bytesIn is how many bytes a type holds, 0 where it holds something else.
func bytesIn(t types.Type) int64 {
	var elem types.Type
	size := int64(anySize)
	switch t := t.(type) {
	case *types.Array:
		elem, size = t.Elem(), t.Len()
	case *types.Slice:
		elem = t.Elem()
	default:
		return 0
	}
	if b, ok := elem.Underlying().(*types.Basic); !ok || b.Kind() != types.Uint8 {
		return 0
	}
	return size
}
