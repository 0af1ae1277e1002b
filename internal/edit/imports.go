package edit

import (
	"go/ast"
	"go/token"
	"go/types"
	"go/version"
	"path"
	"strconv"
	"strings"
)

// Import makes the package at importPath usable at pos and returns the name it
// has there. An import that file has already is used under the name it has; a
// new one takes its sorted place among its like. It fails when the name means
// something else at pos.
func (b *Builder) Import(file *ast.File, importPath string, pos token.Pos) string {
	name := path.Base(importPath)
	if importPath == "maps" && b.older(file, "go1.21") {
		b.failed = true // the package came with that version
	}
	for _, spec := range file.Imports {
		if p, err := strconv.Unquote(spec.Path.Value); err != nil || p != importPath {
			continue
		}
		switch {
		case spec.Name == nil:
			b.mustMean(name, importPath, pos)
			return name
		case spec.Name.Name == "_" || spec.Name.Name == ".":
			continue
		}
		b.mustMean(spec.Name.Name, importPath, pos)
		return spec.Name.Name
	}
	b.mustMean(name, "", pos)
	src := b.source(file.Package)
	if src == nil || src.imports[importPath] {
		return name
	}
	src.imports[importPath] = true
	b.addImport(file, importPath)
	return name
}

// older reports a file of a module that still allows Go versions before v.
func (b *Builder) older(file *ast.File, v string) bool {
	if b.pass.TypesInfo == nil {
		return false
	}
	has := b.pass.TypesInfo.FileVersions[file]
	return has != "" && version.Compare(has, v) < 0
}

// mustMean fails unless name at pos is the package at importPath, or nothing
// when that is empty.
func (b *Builder) mustMean(name, importPath string, pos token.Pos) {
	scope := b.pass.Pkg.Scope().Innermost(pos)
	if scope == nil {
		b.failed = true
		return
	}
	_, obj := scope.LookupParent(name, pos)
	if importPath == "" {
		b.failed = b.failed || obj != nil
		return
	}
	imported, ok := obj.(*types.PkgName)
	b.failed = b.failed || !ok || imported.Imported().Path() != importPath
}

// addImport adds a line to the imports of file.
//
//	import "sync"    ->    import (
//	                       	"maps"
//	                       	"sync"
//	                       )
func (b *Builder) addImport(file *ast.File, importPath string) {
	quoted := strconv.Quote(importPath)
	decl := importDecl(file)
	switch {
	case decl == nil:
		tail, end := b.lineAfter(file.Name.End())
		if tail = strings.TrimSpace(tail); tail != "" && !strings.HasPrefix(tail, "//") {
			b.failed = true
		}
		b.Insert(end, "\n\nimport "+quoted)
	case !decl.Lparen.IsValid():
		spec := decl.Specs[0].(*ast.ImportSpec)
		_, end := b.lineAfter(spec.End())
		lines := [2]string{"(\n\t", "\n)"}
		apart := "\n\t"
		if inModule(importPath) != inModule(pathOf(spec)) {
			apart = "\n\n\t" // a group of its own
		}
		if less(importPath, pathOf(spec)) {
			lines[0] = "(\n\t" + quoted + apart
		} else {
			lines[1] = apart + quoted + "\n)"
		}
		b.Insert(spec.Pos(), lines[0])
		b.Insert(end, lines[1])
	default:
		b.addToBlock(decl, importPath)
	}
}

// addToBlock adds importPath to the group of its like: those of the standard
// library, or those of modules.
func (b *Builder) addToBlock(decl *ast.GenDecl, importPath string) {
	quoted := strconv.Quote(importPath)
	var last *ast.ImportSpec // of its like, and before it
	for _, s := range decl.Specs {
		spec := s.(*ast.ImportSpec)
		if inModule(pathOf(spec)) != inModule(importPath) {
			continue
		}
		if less(importPath, pathOf(spec)) {
			if last == nil {
				b.Insert(startOf(spec), quoted+"\n\t")
				return
			}
			break
		}
		last = spec
	}
	switch {
	case last != nil:
		_, end := b.lineAfter(last.End())
		b.Insert(end, "\n\t"+quoted)
	case len(decl.Specs) == 0:
		b.Insert(decl.Rparen, "\n\t"+quoted+"\n")
	case inModule(importPath):
		_, end := b.lineAfter(decl.Specs[len(decl.Specs)-1].End())
		b.Insert(end, "\n\n\t"+quoted)
	default:
		b.Insert(startOf(decl.Specs[0].(*ast.ImportSpec)), quoted+"\n\n\t")
	}
}

// importDecl is the declaration that new imports go to; cgo's stands alone.
func importDecl(file *ast.File) *ast.GenDecl {
	for _, d := range file.Decls {
		decl, ok := d.(*ast.GenDecl)
		if !ok || decl.Tok != token.IMPORT {
			continue
		}
		if len(decl.Specs) == 1 && pathOf(decl.Specs[0].(*ast.ImportSpec)) == "C" {
			continue
		}
		return decl
	}
	return nil
}

// startOf is where spec starts with the comment above it.
func startOf(spec *ast.ImportSpec) token.Pos {
	if spec.Doc != nil {
		return spec.Doc.Pos()
	}
	return spec.Pos()
}

func pathOf(spec *ast.ImportSpec) string {
	p, err := strconv.Unquote(spec.Path.Value)
	if err != nil {
		return spec.Path.Value
	}
	return p
}

func inModule(importPath string) bool {
	first, _, _ := strings.Cut(importPath, "/")
	return strings.Contains(first, ".")
}

func less(a, b string) bool {
	if inModule(a) != inModule(b) {
		return inModule(b)
	}
	return a < b
}

// DropImport removes an import that nothing uses once the fix is applied. It
// fails for one that shares its line with others.
func (b *Builder) DropImport(file *ast.File, spec *ast.ImportSpec) {
	decl := importDecl(file)
	if decl == nil || spec.Doc != nil {
		b.failed = true
		return
	}
	head, _, ok := b.lineBefore(spec.Pos())
	if !decl.Lparen.IsValid() {
		if len(decl.Specs) != 1 || decl.Specs[0] != ast.Spec(spec) {
			b.failed = true
			return
		}
		_, end := b.lineAfter(decl.End())
		b.Replace(decl.Pos(), end, "")
		return
	}
	_, end := b.lineAfter(spec.End())
	if !ok || strings.TrimSpace(head) != "" {
		b.failed = true
		return
	}
	b.Replace(spec.Pos()-token.Pos(len(head))-1, end, "") // with the line break before it
}

// SwapImport replaces an import that stands alone, and that nothing uses once the
// fix is applied, by that of importPath. It reports whether it did.
func (b *Builder) SwapImport(file *ast.File, spec *ast.ImportSpec, importPath string, pos token.Pos) bool {
	decl := importDecl(file)
	src := b.source(file.Package)
	if src == nil || decl == nil || decl.Lparen.IsValid() || len(decl.Specs) != 1 || len(file.Imports) != 1 || spec.Name != nil {
		return false
	}
	b.mustMean(path.Base(importPath), "", pos)
	src.imports[importPath] = true
	b.Replace(spec.Path.Pos(), spec.Path.End(), strconv.Quote(importPath))
	return true
}
