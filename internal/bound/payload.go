package bound

import (
	"go/types"
	"reflect"

	"golang.org/x/tools/go/ssa"
)

// TakePayload makes the fields of structs that are decoded from what comes over
// the network unbounded, for all questions that follow. Which structs these are
// is guessed from their tags, so that somebody must ask for it. Facts, which
// are made before, know nothing of it.
func (e *Engine) TakePayload() {
	e.payload = true
	e.memo = make(map[ssa.Value]Value)
	e.results = make(map[resultKey]Value)
}

// isDecoded reports a field with the tag of a format in which requests come.
// YAML and TOML are formats of settings.
func isDecoded(t types.Type, i int) bool {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	s, ok := t.Underlying().(*types.Struct)
	if !ok {
		return false
	}
	tag := reflect.StructTag(s.Tag(i))
	if _, setting := tag.Lookup("yaml"); setting {
		return false
	}
	for _, format := range []string{"json", "protobuf", "msgpack", "bson", "xml", "form"} {
		if name, ok := tag.Lookup(format); ok && name != "-" {
			return true
		}
	}
	return false
}
