// Package hotspots lists the lines of a module that a profile weighs, with what
// the compiler and the analyzers have to say of each.
package hotspots

import (
	"bytes"
	"cmp"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/govlint/govlint/internal/compiler"
	"github.com/govlint/govlint/internal/finding"
	"github.com/govlint/govlint/internal/profile"
)

// A Package is one of those whose lines are listed.
type Package struct {
	Path   string
	Name   string
	Dir    string
	Module string // "" of the standard library
}

// A Site is a line of a function.
type Site struct {
	Package  string   `json:"package"`
	Func     string   `json:"func"`
	File     string   `json:"file"`
	Line     int      `json:"line"`
	Value    int64    `json:"value"`
	Share    float64  `json:"share"` // of the whole profile, from 0 to 1
	Callees  []string `json:"callees,omitempty"`
	Source   string   `json:"source"`
	Compiler []string `json:"compiler,omitempty"` // what the compiler puts on the heap there
	Code     string   `json:"code,omitempty"`     // of the finding on it
	Message  string   `json:"message,omitempty"`
	Fix      bool     `json:"fix"`
	Why      string   `json:"why,omitempty"` // there is no finding
}

// A Table is the result, the heaviest site first.
type Table struct {
	Type  string `json:"type"`
	Total int64  `json:"total"`
	Sites []Site `json:"sites"`
}

// Collect lists the n heaviest lines of the packages, all if n is 0.
func Collect(p *profile.Profile, packages []Package, n int) *Table {
	t := &Table{Type: p.Type, Total: p.Total}
	for _, pkg := range packages {
		scope := profile.Scope{Module: pkg.Module, Package: pkg.Path}
		if pkg.Name == "main" {
			scope.Package = "main"
		}
		lines := p.Lines(scope)
		if len(lines) == 0 {
			continue
		}
		t.add(p, pkg, lines)
	}
	slices.SortStableFunc(t.Sites, func(a, b Site) int {
		return cmp.Or(cmp.Compare(b.Value, a.Value), cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
	})
	if n > 0 && len(t.Sites) > n {
		t.Sites = t.Sites[:n]
	}
	return t
}

// add joins the lines of a package, which are apart for each callee, with the
// source as it is now.
func (t *Table) add(p *profile.Profile, pkg Package, lines []profile.Line) {
	src := readSource(pkg.Dir)
	at := make(map[string]int)
	for _, l := range lines {
		file, line, ok := src.place(l)
		if !ok || strings.HasSuffix(file, "_test.go") {
			continue // a program of another directory, or a function that is gone; tests drive the code
		}
		key := fmt.Sprintf("%s:%d", file, line)
		i, known := at[key]
		if !known {
			i = len(t.Sites)
			at[key] = i
			t.Sites = append(t.Sites, Site{Package: pkg.Path, Func: l.Func, File: file, Line: line, Source: src.text(file, line)})
		}
		s := &t.Sites[i]
		s.Value += l.Value
		s.Share = p.Share(s.Value)
		if l.Callee != "" && !slices.Contains(s.Callees, l.Callee) {
			s.Callees = append(s.Callees, l.Callee)
		}
	}
}

// A source is the files of a package.
type source struct {
	lines map[string][][]byte
	funcs map[string][]place // by "F" or "T.M"
}

type place struct {
	file string
	line int
}

func readSource(dir string) *source {
	s := &source{lines: make(map[string][][]byte), funcs: make(map[string][]place)}
	names, _ := filepath.Glob(filepath.Join(dir, "*.go"))
	fset := token.NewFileSet()
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			continue
		}
		file, _ := parser.ParseFile(fset, name, data, parser.SkipObjectResolution)
		if file == nil {
			continue
		}
		s.lines[name] = bytes.Split(data, []byte("\n"))
		for _, d := range file.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok {
				key := nameOf(fn)
				s.funcs[key] = append(s.funcs[key], place{name, fset.PositionFor(fn.Type.Pos(), false).Line})
			}
		}
	}
	return s
}

func nameOf(fn *ast.FuncDecl) string {
	if fn.Recv == nil || len(fn.Recv.List) != 1 {
		return fn.Name.Name
	}
	t := fn.Recv.List[0].Type
	for {
		switch x := t.(type) {
		case *ast.StarExpr:
			t = x.X
		case *ast.IndexExpr:
			t = x.X
		case *ast.IndexListExpr:
			t = x.X
		case *ast.ParenExpr:
			t = x.X
		case *ast.Ident:
			return x.Name + "." + fn.Name.Name
		default:
			return fn.Name.Name
		}
	}
}

// place is where l stands now.
func (s *source) place(l profile.Line) (string, int, bool) {
	for _, fn := range s.funcs[l.Func] {
		if len(s.funcs[l.Func]) > 1 && filepath.Base(fn.file) != filepath.Base(l.File) {
			continue
		}
		if l.Offset < 0 {
			return fn.file, l.Number, true
		}
		return fn.file, fn.line + l.Offset, true
	}
	return "", 0, false
}

func (s *source) text(file string, line int) string {
	if lines := s.lines[file]; line >= 1 && line <= len(lines) {
		return strings.TrimSpace(string(lines[line-1]))
	}
	return ""
}

// Packages are the paths of those that have a site in the table.
func (t *Table) Packages() []string {
	var paths []string
	for _, s := range t.Sites {
		if !slices.Contains(paths, s.Package) {
			paths = append(paths, s.Package)
		}
	}
	return paths
}

// Join adds what the compiler and the analyzers say. The findings' files are
// absolute, as those of the sites.
func (t *Table) Join(r *compiler.Report, findings []finding.Finding) {
	type line struct {
		file string
		line int
	}
	allocs := make(map[line][]compiler.Alloc)
	for _, a := range r.Allocs {
		at := line{a.File, a.Line}
		allocs[at] = append(allocs[at], a)
	}
	found := make(map[line]finding.Finding)
	for _, f := range findings {
		for n := f.Location.Line; n <= max(f.End.Line, f.Location.Line); n++ {
			at := line{f.Location.File, n}
			if old, ok := found[at]; !ok || len(old.Fixes) == 0 && len(f.Fixes) > 0 {
				found[at] = f
			}
		}
		// What the compiler or the profile puts elsewhere, as the make of a map.
		for _, rel := range f.Related {
			at := line{rel.Location.File, rel.Location.Line}
			if _, ok := found[at]; !ok && strings.HasPrefix(rel.Message, "the compiler: ") {
				found[at] = f
			}
		}
	}
	for i := range t.Sites {
		s := &t.Sites[i]
		at := line{s.File, s.Line}
		for _, a := range allocs[at] {
			s.Compiler = append(s.Compiler, verdict(a))
		}
		if f, ok := found[at]; ok {
			s.Code, s.Message, s.Fix = f.Code, f.Message, len(f.Fixes) > 0
			continue
		}
		s.Why = why(s, allocs[at])
	}
}

func verdict(a compiler.Alloc) string {
	if a.Moved {
		return "moved to heap: " + a.What
	}
	return a.What + " escapes to heap"
}

// why says in a few words why nothing is proposed for a line.
func why(s *Site, allocs []compiler.Alloc) string {
	for _, a := range allocs {
		if len(a.Within) > 0 {
			continue
		}
		last := ""
		for _, step := range a.Flow {
			if text, ok := strings.CutPrefix(step.Text, "from "); ok {
				last = text
			}
		}
		kind := ""
		if open := strings.LastIndex(last, " ("); open >= 0 {
			kind = strings.TrimSuffix(last[open+2:], ")")
		}
		switch {
		case kind == "return":
			return "it is returned: the caller decides how long it lives"
		case kind == "call parameter":
			return "it is given to " + last[:strings.LastIndex(last, " (")] + ", which may keep it"
		case strings.HasPrefix(a.What, "append("):
			return "it grows to a length that is not known before, and is kept"
		case kind == "captured by a closure", kind == "reference":
			return "a function that outlives the call shares it"
		case kind != "":
			return "it is kept: " + last
		}
	}
	if len(s.Callees) > 0 {
		return "allocated by " + strings.Join(s.Callees, ", ") + ", which is not of the module"
	}
	return "the compiler has no list of it: a map or string that grows, or a size that is known at run time"
}
