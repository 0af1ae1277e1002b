package labelcard

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ast/astutil"

	"github.com/govlint/govlint/internal/bound"
	"github.com/govlint/govlint/internal/edit"
)

// advice says what to do about a value of the kind that words name.
func advice(words string) string {
	switch words {
	case "request method":
		return "let only known methods pass, or drop the label"
	case "request URL", "request URI", "request path":
		return "use the template of the route, or drop the label"
	case "error text":
		return "tell the errors that matter apart with errors.Is and use a constant for each, or drop the label"
	}
	return "map it to a fixed set of values first, or drop the label"
}

// fixes are the edits that bound a label.
func (c *checker) fixes(u use) []analysis.SuggestedFix {
	switch u.value.Words {
	case "request method":
		return c.methodFix(u)
	case "request URL", "request URI", "request path":
		return c.routeFix(u)
	}
	return nil
}

// methodFix lets the value pass through a function that knows the methods:
//
//	calls.WithLabelValues(r.Method)    ->    calls.WithLabelValues(methodLabel(r.Method))
func (c *checker) methodFix(u use) []analysis.SuggestedFix {
	value := c.labelExpr(u.pos)
	source := c.sourceExpr(u)
	switch {
	case value == nil:
		return nil
	case source != nil && within(source, value):
		value = source
	case lowers(u.value.Trail):
		return nil // the function knows methods in capitals
	}
	if !isStringType(c.pass.TypesInfo.TypeOf(value)) {
		return nil
	}
	b := edit.New(c.pass)
	name := c.boundedMethod()
	if name == "" {
		if name = c.newHelper(b, u.pos); name == "" {
			return nil
		}
	} else if !c.means(name, value.Pos()) {
		return nil
	}
	b.Insert(value.Pos(), name+"(")
	b.Insert(value.End(), ")")
	return one("let only known methods pass, by "+name, b)
}

func one(message string, b *edit.Builder) []analysis.SuggestedFix {
	edits := b.Edits()
	if edits == nil {
		return nil
	}
	return []analysis.SuggestedFix{{Message: message, TextEdits: edits}}
}

// path is the way from the node at pos up to its file.
func (c *checker) path(pos token.Pos) []ast.Node {
	for _, file := range c.pass.Files {
		if file.FileStart <= pos && pos <= file.FileEnd {
			path, _ := astutil.PathEnclosingInterval(file, pos, pos+1)
			return path
		}
	}
	return nil
}

// labelExpr is the expression that is the value of the label at pos: an argument
// around it, or the value of an entry of a map.
func (c *checker) labelExpr(pos token.Pos) ast.Expr {
	for _, n := range c.path(pos) {
		switch n := n.(type) {
		case *ast.KeyValueExpr:
			return n.Value
		case *ast.CallExpr:
			for _, arg := range n.Args {
				if arg.Pos() <= pos && pos < arg.End() {
					return arg
				}
			}
		case ast.Stmt:
			return nil
		}
	}
	return nil
}

// sourceExpr is the expression that reads what a label must not take.
func (c *checker) sourceExpr(u use) ast.Expr {
	steps := u.value.Trail.Steps()
	if len(steps) == 0 {
		return nil
	}
	for _, n := range c.path(steps[0].Pos) {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			return n
		case *ast.CallExpr:
			if n.Lparen == steps[0].Pos {
				return n
			}
		case ast.Stmt:
			return nil
		}
	}
	return nil
}

func within(inner, outer ast.Node) bool {
	return outer.Pos() <= inner.Pos() && inner.End() <= outer.End()
}

// lowers reports a way through strings.ToLower.
func lowers(t *bound.Trail) bool {
	return slices.ContainsFunc(t.Steps(), func(s *bound.Trail) bool { return strings.HasSuffix(s.Text, "ToLower") })
}

func isStringType(t types.Type) bool {
	return t != nil && types.Identical(t, types.Typ[types.String])
}

// boundedMethod is a function of the package that takes a method, and returns
// one of a fixed set of them.
func (c *checker) boundedMethod() string {
	if c.methodHelper != nil {
		return *c.methodHelper
	}
	name := ""
	for _, fn := range c.pkg.Funcs {
		if c.pkg.Decl[fn] == nil || c.inTest(fn.Pos()) || !isStringMap(fn.Signature) {
			continue
		}
		v := c.bound.Result(fn, 0)
		if v.Class == bound.Const && len(v.Params) == 0 && slices.Contains(v.Set, "GET") && len(v.Set) > 2 {
			name = fn.Name()
			break
		}
	}
	c.methodHelper = &name
	return name
}

// isStringMap reports func(string) string.
func isStringMap(sig *types.Signature) bool {
	return sig.Recv() == nil && sig.TypeParams().Len() == 0 && !sig.Variadic() &&
		sig.Params().Len() == 1 && isStringType(sig.Params().At(0).Type()) &&
		sig.Results().Len() == 1 && isStringType(sig.Results().At(0).Type())
}

// means reports whether name is the package's own at pos.
func (c *checker) means(name string, pos token.Pos) bool {
	scope := c.pass.Pkg.Scope().Innermost(pos)
	if scope == nil {
		return false
	}
	_, obj := scope.LookupParent(name, pos)
	return obj == c.pass.Pkg.Scope().Lookup(name)
}

const helperName = "methodLabel"

// newHelper adds the function to the file of the first finding, so that the
// fixes of all findings add the same one.
func (c *checker) newHelper(b *edit.Builder, pos token.Pos) string {
	if c.helperFile == nil {
		for _, file := range c.pass.Files {
			if file.FileStart <= pos && pos <= file.FileEnd {
				c.helperFile = file
			}
		}
	}
	scope := c.pass.Pkg.Scope().Innermost(pos)
	if c.helperFile == nil || scope == nil {
		return ""
	}
	if _, obj := scope.LookupParent(helperName, token.NoPos); obj != nil {
		return ""
	}
	quoted := make([]string, len(httpMethods))
	for i, m := range httpMethods {
		quoted[i] = fmt.Sprintf("%q", m)
	}
	b.Insert(c.helperFile.FileEnd, fmt.Sprintf(`
// %[1]s is method, or "other" when it is none that HTTP defines: a client can
// send any.
func %[1]s(method string) string {
	switch method {
	case %[2]s:
		return method
	}
	return "other"
}
`, helperName, strings.Join(quoted, ", ")))
	return helperName
}
