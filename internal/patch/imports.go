package patch

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"path"
	"slices"
	"strconv"
	"strings"
)

// unimport takes out the imports that nothing uses once all fixes of a file are
// made. Each fix takes out what it leaves unused itself, but of two that remove
// one use each, neither does.
func unimport(before, after []byte) []byte {
	fset := token.NewFileSet()
	old, err := parser.ParseFile(fset, "", before, parser.SkipObjectResolution)
	if err != nil {
		return after
	}
	file, err := parser.ParseFile(fset, "", after, parser.SkipObjectResolution)
	if err != nil {
		return after // which the caller will find, too
	}
	was, is := selectedFrom(old), selectedFrom(file)
	for _, spec := range slices.Backward(file.Imports) {
		name := nameOf(spec)
		if !was[name] || is[name] {
			continue
		}
		from := fset.Position(spec.Pos()).Offset
		start := bytes.LastIndexByte(after[:from], '\n') + 1
		head := strings.TrimSpace(string(after[start:from]))
		end := bytes.IndexByte(after[from:], '\n')
		if head != "" && head != "import" || end < 0 || bytes.ContainsAny(after[from:from+end], ";)") {
			continue // it shares its line
		}
		after = slices.Concat(after[:start], after[from+end+1:])
	}
	return after
}

// selectedFrom are the names before a dot, among them those of packages.
func selectedFrom(file *ast.File) map[string]bool {
	names := make(map[string]bool)
	ast.Inspect(file, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok {
			if id, ok := sel.X.(*ast.Ident); ok {
				names[id.Name] = true
			}
		}
		return true
	})
	return names
}

// nameOf is the name of an import, as far as its path tells. A wrong guess is a
// name that nothing was selected from.
func nameOf(spec *ast.ImportSpec) string {
	if spec.Name != nil {
		return spec.Name.Name
	}
	p, err := strconv.Unquote(spec.Path.Value)
	if err != nil {
		return ""
	}
	name := path.Base(p)
	if version, ok := strings.CutPrefix(name, "v"); ok && path.Dir(p) != "." {
		if _, err := strconv.Atoi(version); err == nil {
			name = path.Base(path.Dir(p))
		}
	}
	return name
}
