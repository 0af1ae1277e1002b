package goroutineleak

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"go/types"
	"reflect"

	"golang.org/x/tools/go/analysis"
)

// These bound the fixes of one package that are tried, their number and the text
// that is read for them: each costs a type check of the package and the
// exploration of a function.
const (
	maxRechecks  = 24
	maxRechecked = 40 << 20
)

// A variant is the package with the edits of one fix made.
type variant struct {
	c       *checker
	edits   []analysis.TextEdit
	changed map[string][]byte // the new text of the files with edits
	facts   map[factKey]analysis.Fact
	found   []analysis.Diagnostic
	fset    *token.FileSet
}

type factKey struct {
	obj types.Object
	typ reflect.Type
}

// cures reports whether the edits make the finding at pos go away: the package
// with the edits made type-checks, and the analyzer, run on it again, finds
// nothing there, nothing in what was changed, and nothing that it did not find
// before.
func (c *checker) cures(pos token.Pos, edits []analysis.TextEdit) bool {
	if c.rechecks >= maxRechecks || c.rechecked >= maxRechecked || len(edits) == 0 || len(c.pass.TypeErrors) > 0 {
		return false
	}
	c.rechecks++
	c.rechecked += c.size()
	v := &variant{c: c, edits: edits, facts: make(map[factKey]analysis.Fact), fset: token.NewFileSet()}
	pass := v.pass()
	if pass == nil {
		return false
	}
	again := &checker{pass: pass, variant: true, only: v.touched(pos)}
	if !again.run() {
		return false
	}
	for _, d := range v.found {
		was, ok := v.before(d.Pos)
		if !ok || was == pos || !c.reported[was] {
			return false
		}
	}
	return true
}

// size is the length of the text of the package.
func (c *checker) size() int {
	n := 0
	for _, file := range c.pass.Files {
		n += int(file.FileEnd - file.FileStart)
	}
	return n
}

// touched are the declarations that the finding and the edits stand in.
func (v *variant) touched(pos token.Pos) func(name string) bool {
	names := make(map[string]bool)
	add := func(pos token.Pos) {
		for _, file := range v.c.pass.Files {
			for _, decl := range file.Decls {
				if fn, ok := decl.(*ast.FuncDecl); ok && fn.Pos() <= pos && pos <= fn.End() {
					names[declName(fn)] = true
				}
			}
		}
	}
	add(pos)
	for _, e := range v.edits {
		add(e.Pos)
	}
	for _, p := range v.c.findings {
		if p.Pos == pos && p.leak != nil {
			add(p.leak.Root.Pos())
		}
	}
	return func(name string) bool { return names[name] }
}

// declName tells the functions and methods of a package apart.
func declName(fn *ast.FuncDecl) string {
	if fn == nil {
		return ""
	}
	if fn.Recv == nil || len(fn.Recv.List) == 0 {
		return fn.Name.Name
	}
	return types.ExprString(fn.Recv.List[0].Type) + "." + fn.Name.Name
}

// pass is the pass of the analyzer over the variant, or nil when that does not
// parse, format or type-check.
func (v *variant) pass() *analysis.Pass {
	old := v.c.pass
	if !v.apply() {
		return nil
	}
	var files []*ast.File
	for _, file := range old.Files {
		name := old.Fset.File(file.FileStart).Name()
		text := v.changed[name]
		if text == nil {
			var err error
			if text, err = old.ReadFile(name); err != nil {
				return nil
			}
		}
		parsed, err := parser.ParseFile(v.fset, name, text, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return nil
		}
		files = append(files, parsed)
	}
	info := newInfo()
	conf := types.Config{Importer: importsOf(old.Pkg), GoVersion: old.Pkg.GoVersion(), Sizes: old.TypesSizes}
	pkg, err := conf.Check(old.Pkg.Path(), v.fset, files, info)
	if err != nil {
		return nil
	}
	pass := *old
	pass.Fset, pass.Files, pass.Pkg, pass.TypesInfo = v.fset, files, pkg, info
	pass.ResultOf = make(map[*analysis.Analyzer]any)
	v.collect(&pass)
	v.keepFacts(&pass)
	if !require(&pass, old.Analyzer) {
		return nil
	}
	return &pass
}

// collect keeps what is reported on p.
func (v *variant) collect(p *analysis.Pass) {
	p.Report = func(d analysis.Diagnostic) { v.found = append(v.found, d) }
}

func newInfo() *types.Info {
	return &types.Info{
		Types:        make(map[ast.Expr]types.TypeAndValue),
		Defs:         make(map[*ast.Ident]types.Object),
		Uses:         make(map[*ast.Ident]types.Object),
		Implicits:    make(map[ast.Node]types.Object),
		Instances:    make(map[*ast.Ident]types.Instance),
		Scopes:       make(map[ast.Node]*types.Scope),
		Selections:   make(map[*ast.SelectorExpr]*types.Selection),
		FileVersions: make(map[*ast.File]string),
	}
}

// importsOf finds packages among those that pkg imports.
type importer map[string]*types.Package

func importsOf(pkg *types.Package) importer {
	m := make(importer)
	for _, p := range pkg.Imports() {
		m[p.Path()] = p
	}
	return m
}

func (m importer) Import(path string) (*types.Package, error) {
	if p := m[path]; p != nil {
		return p, nil
	}
	return nil, fmt.Errorf("%s is not imported", path)
}

// require runs what a needs on pass, which then has the results.
func require(pass *analysis.Pass, a *analysis.Analyzer) bool {
	for _, r := range a.Requires {
		if _, done := pass.ResultOf[r]; done {
			continue
		}
		if !require(pass, r) {
			return false
		}
		p := *pass
		p.Analyzer = r
		result, err := r.Run(&p)
		if err != nil {
			return false
		}
		pass.ResultOf[r] = result
	}
	return true
}

// keepFacts makes the facts about the variant's own objects the variant's own:
// they are not those of the package.
func (v *variant) keepFacts(pass *analysis.Pass) {
	own, old := pass.Pkg, v.c.pass
	pass.ExportObjectFact = func(obj types.Object, f analysis.Fact) {
		v.facts[factKey{obj, reflect.TypeOf(f)}] = f
	}
	pass.ImportObjectFact = func(obj types.Object, f analysis.Fact) bool {
		if obj.Pkg() != own {
			return old.ImportObjectFact(obj, f)
		}
		known := v.facts[factKey{obj, reflect.TypeOf(f)}]
		if known != nil {
			reflect.ValueOf(f).Elem().Set(reflect.ValueOf(known).Elem())
		}
		return known != nil
	}
	pass.ExportPackageFact = func(analysis.Fact) {}
	pass.ImportPackageFact = func(pkg *types.Package, f analysis.Fact) bool {
		return pkg != own && old.ImportPackageFact(pkg, f)
	}
}

// apply makes the edits. Text that was formatted stays so.
func (v *variant) apply() bool {
	v.changed = make(map[string][]byte)
	fset := v.c.pass.Fset
	for i := len(v.edits) - 1; i >= 0; i-- {
		e := v.edits[i]
		file := fset.File(e.Pos)
		if file == nil || v.c.pass.ReadFile == nil {
			return false
		}
		text, ok := v.changed[file.Name()]
		if !ok {
			var err error
			if text, err = v.c.pass.ReadFile(file.Name()); err != nil || len(text) != file.Size() || !formatted(text) {
				return false
			}
		}
		from, to := file.Offset(e.Pos), file.Offset(e.End)
		v.changed[file.Name()] = append(append(bytes.Clone(text[:from]), e.NewText...), text[to:]...)
	}
	for _, text := range v.changed {
		if !formatted(text) {
			return false
		}
	}
	return true
}

func formatted(text []byte) bool {
	out, err := format.Source(text)
	return err == nil && bytes.Equal(out, text)
}

// before is where in the package a place in the variant was; false for one in
// the text that an edit puts there.
func (v *variant) before(pos token.Pos) (token.Pos, bool) {
	at := v.fset.Position(pos)
	offset := at.Offset
	for _, e := range v.edits { // in the order of the text
		file := v.c.pass.Fset.File(e.Pos)
		if file.Name() != at.Filename {
			continue
		}
		from, to := file.Offset(e.Pos), file.Offset(e.End)
		if from > offset {
			break
		}
		if offset < from+len(e.NewText) {
			return token.NoPos, false
		}
		offset += to - from - len(e.NewText)
	}
	for _, file := range v.c.pass.Files {
		if f := v.c.pass.Fset.File(file.FileStart); f.Name() == at.Filename && offset <= f.Size() {
			return f.Pos(offset), true
		}
	}
	return token.NoPos, false
}
