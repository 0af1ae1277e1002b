package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"

	"github.com/govlint/govlint/internal/finding"
)

// A source answers which function a line stands in. It reads each file of one
// module once. Not safe for concurrent use.
type source struct {
	dir   string
	files map[string][]span
}

// A span is a function declaration and its lines, both ends included.
type span struct {
	name       string // as in "(*Hub).Run"
	start, end int
}

func newSource(dir string) *source {
	return &source{dir: dir, files: make(map[string][]span)}
}

// function returns the function declared around a line, or "" outside of any
// and in files that cannot be read.
func (s *source) function(file string, line int) string {
	for _, f := range s.spans(file) {
		if f.start <= line && line <= f.end {
			return f.name
		}
	}
	return ""
}

func (s *source) spans(file string) []span {
	if spans, ok := s.files[file]; ok {
		return spans
	}
	name := filepath.FromSlash(file)
	if !filepath.IsAbs(name) {
		name = filepath.Join(s.dir, name)
	}
	var spans []span
	fset := token.NewFileSet()
	// A file with syntax errors still has the functions before them.
	if tree, _ := parser.ParseFile(fset, name, nil, parser.SkipObjectResolution); tree != nil {
		for _, d := range tree.Decls {
			if f, ok := d.(*ast.FuncDecl); ok {
				spans = append(spans, span{functionName(f), fset.Position(f.Pos()).Line, fset.Position(f.End()).Line})
			}
		}
	}
	s.files[file] = spans
	return spans
}

// functionName writes a declaration's name without type parameters.
func functionName(f *ast.FuncDecl) string {
	if f.Recv == nil || len(f.Recv.List) == 0 {
		return f.Name.Name
	}
	star := ""
	recv := f.Recv.List[0].Type
	if p, ok := recv.(*ast.StarExpr); ok {
		star, recv = "*", p.X
	}
	switch r := recv.(type) {
	case *ast.IndexExpr:
		recv = r.X
	case *ast.IndexListExpr:
		recv = r.X
	}
	name := "?"
	if id, ok := recv.(*ast.Ident); ok {
		name = id.Name
	}
	return "(" + star + name + ")." + f.Name.Name
}

// subject returns what a finding is about, the map's name: the words between
// "map" and "is" that start the message of every kind but lock-upgrade.
func subject(f *finding.Finding) string {
	rest, ok := strings.CutPrefix(f.Message, "map ")
	if !ok {
		return ""
	}
	name, _, ok := strings.Cut(rest, " is ")
	if !ok {
		return ""
	}
	return name
}

// places returns where a finding points: itself first, then its witness.
func places(f *finding.Finding) []finding.Location {
	all := []finding.Location{f.Location}
	for _, r := range f.Related {
		all = append(all, r.Location)
	}
	return all
}
