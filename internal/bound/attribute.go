package bound

import (
	"go/token"
	"go/types"
	"strings"
	"unicode"

	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/catalog"
)

// AttributeName is the name of the attribute v, empty when it is not seen.
func (e *Engine) AttributeName(v ssa.Value) string { return e.attributeName(v, 0) }

// maxName limits through how many functions the name of an attribute is followed.
const maxName = 5

func (e *Engine) attributeName(v ssa.Value, depth int) string {
	call, ok := e.Single(v).(*ssa.Call)
	if !ok || depth > maxName {
		return ""
	}
	callee := Callee(call.Common())
	if callee == nil || callee.Pkg() == nil {
		return ""
	}
	args := operands(call.Common())
	if callee.Pkg().Path() == catalog.AttributePackage && len(args) > 0 {
		return e.keyName(args[0])
	}
	if fn := e.body(call.Common()); fn != nil {
		return e.returnedName(fn, depth+1)
	}
	var fact Results
	if e.pass.ImportObjectFact(callee, &fact) && len(fact.Of) > 0 {
		return fact.Of[0].Name
	}
	if passesValue(callee) {
		return dotted(callee.Name())
	}
	return ""
}

// returnedName is the name of the attribute that fn returns, if it is always
// the same.
func (e *Engine) returnedName(fn *ssa.Function, depth int) string {
	name := ""
	for _, b := range fn.Blocks {
		ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
		if !ok || len(ret.Results) == 0 {
			continue
		}
		next := e.attributeName(ret.Results[0], depth)
		if next == "" || name != "" && name != next {
			return ""
		}
		name = next
	}
	return name
}

// keyName is the text of a key, or that which the conventions make of the name
// of its variable.
func (e *Engine) keyName(v ssa.Value) string {
	if text, ok := e.Text(v); ok {
		return text
	}
	load, ok := e.Single(v).(*ssa.UnOp)
	if !ok || load.Op != token.MUL {
		return ""
	}
	switch at := load.X.(type) {
	case *ssa.Global:
		return dotted(at.Name())
	case *ssa.FieldAddr:
		return dotted(fieldOf(at.X.Type(), at.Field).Name())
	}
	return ""
}

// dotted turns HTTPTargetKey into http.target, as OpenTelemetry names them.
func dotted(name string) string {
	name = strings.TrimSuffix(name, "Key")
	var out strings.Builder
	runes := []rune(name)
	for i, r := range runes {
		upper := unicode.IsUpper(r)
		next := i+1 < len(runes) && unicode.IsLower(runes[i+1])
		if i > 0 && upper && (next || !unicode.IsUpper(runes[i-1])) {
			out.WriteByte('.')
		}
		out.WriteRune(unicode.ToLower(r))
	}
	return out.String()
}

// passesValue reports a function of OpenTelemetry's semantic conventions that
// makes an attribute of its one parameter. There are thousands, all alike.
func passesValue(fn *types.Func) bool {
	sig := fn.Signature()
	return fn.Pkg() != nil && strings.HasPrefix(fn.Pkg().Path(), catalog.ConventionPackages) &&
		sig.Recv() == nil && sig.Params().Len() == 1 && sig.Results().Len() == 1 && isAttribute(sig.Results().At(0).Type())
}

func isAttribute(t types.Type) bool { return typeName(t) == catalog.AttributePackage+".KeyValue" }
