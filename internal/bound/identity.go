package bound

import (
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/catalog"
)

// sourceOf is what the catalog says of a function's results, or what its
// receiver is where that is an id.
func sourceOf(fn *types.Func) (catalog.Source, bool) {
	if src, ok := catalog.Sources()[fn.FullName()]; ok {
		return src, true
	}
	sig := fn.Signature()
	if sig.Recv() == nil || sig.Params().Len() != 0 || !returnsText(sig) {
		return catalog.Source{}, false
	}
	switch fn.Name() {
	case "String", "Hex", "HexString", "Text", "Base32", "Base64":
	default:
		return catalog.Source{}, false
	}
	if words := identity(sig.Recv().Type()); words != "" {
		return catalog.Source{Kind: "unbounded", Words: words}, true
	}
	return catalog.Source{}, false
}

// idNamed is what a type is whose values are ids of which there is always one
// more, by what such types are called everywhere. There are more packages of
// UUIDs, and more chains with accounts, than a table could hold.
func idNamed(name string) string {
	switch name {
	case "uuid", "ulid", "guid", "ksuid":
		return strings.ToUpper(name)
	case "xid":
		return name
	case "traceid":
		return "trace id"
	case "spanid":
		return "span id"
	case "requestid", "correlationid":
		return "id of a request"
	case "messageid":
		return "id of a message"
	case "sessionid":
		return "id of a session"
	case "connectionid", "connid":
		return "id of a connection"
	case "peerid":
		return "id of a peer"
	case "txid", "txhash":
		return "id of a transaction"
	}
	return ""
}

// identity names the id that the values of a type are, empty when they are none.
func identity(t types.Type) string {
	named, ok := deref(t).(*types.Named)
	if !ok || named.Obj().Pkg() == nil || types.IsInterface(named) || enumSize(named) > 0 {
		return ""
	}
	name, size := strings.ToLower(named.Obj().Name()), bytesIn(named.Underlying())
	switch {
	case idNamed(name) != "":
		return idNamed(name)
	case name == "id" && (named.Obj().Pkg().Name() == "p2p" || named.Obj().Pkg().Name() == "peer"):
		return "id of a peer"
	case size == anySize && (name == "accaddress" || name == "valaddress" || name == "consaddress"),
		(size == 20 || size == 32) && name == "address":
		return "address of an account"
	case size == 12 && name == "objectid":
		return "id of an object"
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

// converted is x, an id, made a string: without bound, but where it was compared
// with others or is a constant.
func (e *Engine) converted(x, to ssa.Value, block *ssa.BasicBlock) (Value, bool) {
	words := identity(x.Type())
	if _, constant := x.(*ssa.Const); words == "" || constant || !isString(x.Type()) || !isString(to.Type()) {
		return Value{}, false
	}
	if _, ok := guarded(x, block); ok {
		return Value{}, false
	}
	name := types.TypeString(x.Type(), (*types.Package).Name)
	return Value{Class: Unbounded, Words: words, Trail: &Trail{to.Pos(), name + " is the " + words, nil}}, true
}
