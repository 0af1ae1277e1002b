package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"

	"github.com/govlint/govlint/internal/finding"
)

// A source answers which function a line stands in and what it says. It reads
// each file of one module once. Not safe for concurrent use.
type source struct {
	dir   string
	files map[string]*sourceFile
}

type sourceFile struct {
	lines []string
	spans []span
}

// A span is a function declaration and its lines, both ends included.
type span struct {
	name       string // as in "(*Hub).Run"
	start, end int
}

func newSource(dir string) *source {
	return &source{dir: dir, files: make(map[string]*sourceFile)}
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

func (s *source) spans(file string) []span { return s.read(file).spans }

// read returns a file; one that cannot be read is empty.
func (s *source) read(file string) *sourceFile {
	if f, ok := s.files[file]; ok {
		return f
	}
	f := new(sourceFile)
	s.files[file] = f
	name := filepath.FromSlash(file)
	if !filepath.IsAbs(name) {
		name = filepath.Join(s.dir, name)
	}
	text, err := os.ReadFile(name)
	if err != nil {
		return f
	}
	f.lines = strings.Split(string(text), "\n")
	fset := token.NewFileSet()
	// A file with syntax errors still has the functions before them.
	tree, _ := parser.ParseFile(fset, name, text, parser.SkipObjectResolution)
	if tree == nil {
		return f
	}
	for _, d := range tree.Decls {
		if d, ok := d.(*ast.FuncDecl); ok {
			f.spans = append(f.spans, span{functionName(d), fset.Position(d.Pos()).Line, fset.Position(d.End()).Line})
		}
	}
	return f
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

// subject returns what a finding is about, in words that survive a shift of
// lines: the map's name where the message starts with one, the words between
// "map" and "is"; else the text of the line it stands on.
func (s *source) subject(f *finding.Finding) string {
	if rest, ok := strings.CutPrefix(f.Message, "map "); ok {
		if name, _, ok := strings.Cut(rest, " is "); ok {
			return name
		}
	}
	if f.Analyzer() == "maprace" {
		return "" // lock-upgrade, whose rows are kept without a subject
	}
	return s.line(f.Location.File, f.Location.Line)
}

// line returns the text of a line without its indentation and tabs.
func (s *source) line(file string, n int) string {
	lines := s.read(file).lines
	if n < 1 || n > len(lines) {
		return ""
	}
	return strings.Join(strings.Fields(lines[n-1]), " ")
}

// places returns where a finding points: itself first, then its witness.
func places(f *finding.Finding) []finding.Location {
	all := []finding.Location{f.Location}
	for _, r := range f.Related {
		all = append(all, r.Location)
	}
	return all
}
