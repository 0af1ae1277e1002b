package racelabels

import (
	"go/ast"
	"go/types"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/tools/cover"
	"golang.org/x/tools/go/packages"
)

// function is a function or method of the labelled packages.
type function struct {
	pkg, name   string // name is F or Type_Method, as its hammer says it
	file        string // base name
	first, last int    // lines
	maps        bool   // whether it accesses a map
	inTest      bool   // whether it stands in a _test.go file
	reached     bool   // whether the safe hammers execute it
	labels      []label
}

// label is a want comment. Some lines leave the choice between two kinds.
type label struct {
	kinds []string
	line  int
}

// want matches the kind, or the kinds in parentheses, that a comment asks for.
var want = regexp.MustCompile("// (?:want|blind) [\"`]\\(?([a-z|-]+)\\)?: ")

// load finds the functions and labels of all packages.
func load(t *testing.T, ws *workspace) []*function {
	t.Helper()
	mode := packages.NeedName | packages.NeedFiles | packages.NeedSyntax | packages.NeedTypes | packages.NeedTypesInfo
	pkgs, err := packages.Load(&packages.Config{Mode: mode, Dir: ws.path("src"), Env: ws.env, Tests: true}, ws.pkgs...)
	require.NoError(t, err)
	var all []*function
	seen := make(map[string]bool)
	for _, p := range pkgs {
		require.Empty(t, p.Errors)
		for _, f := range p.Syntax {
			path := p.Fset.Position(f.FileStart).Filename
			if seen[path] || !strings.HasPrefix(path, ws.dir) || filepath.Base(path) == hammer {
				continue
			}
			seen[path] = true
			all = append(all, functions(t, p, f)...)
		}
	}
	return all
}

func functions(t *testing.T, p *packages.Package, f *ast.File) []*function {
	t.Helper()
	path := p.Fset.Position(f.FileStart).Filename
	var found []*function
	for _, decl := range f.Decls {
		d, ok := decl.(*ast.FuncDecl)
		if !ok || d.Body == nil {
			continue
		}
		found = append(found, &function{
			pkg:    filepath.Base(filepath.Dir(path)),
			name:   nameOf(d),
			file:   filepath.Base(path),
			first:  p.Fset.Position(d.Pos()).Line,
			last:   p.Fset.Position(d.End()).Line,
			maps:   accessesMap(p.TypesInfo, d.Body),
			inTest: strings.HasSuffix(path, "_test.go"),
		})
	}
	for _, group := range f.Comments {
		for _, c := range group.List {
			m := want.FindStringSubmatch(c.Text)
			if m == nil {
				require.NotContains(t, c.Text, "// want", "a want comment that is not understood")
				continue
			}
			line := p.Fset.Position(c.Pos()).Line
			fn := at(found, line)
			if name := fieldAt(p, f, line); fn == nil && name != "" {
				fn = &function{pkg: filepath.Base(filepath.Dir(path)), name: name, file: filepath.Base(path), first: line, last: line}
				found = append(found, fn)
			}
			require.NotNil(t, fn, "a want comment outside of functions: %s:%d", path, line)
			fn.labels = append(fn.labels, label{strings.Split(m[1], "|"), line})
		}
	}
	return found
}

// fieldAt names the field of a struct that is declared on a line: Type_field.
func fieldAt(p *packages.Package, f *ast.File, line int) (name string) {
	ast.Inspect(f, func(n ast.Node) bool {
		spec, ok := n.(*ast.TypeSpec)
		if !ok {
			return true
		}
		st, ok := spec.Type.(*ast.StructType)
		if !ok {
			return false
		}
		for _, field := range st.Fields.List {
			if p.Fset.Position(field.Pos()).Line != line {
				continue
			}
			name = spec.Name.Name + "_" + types.ExprString(field.Type)
			if len(field.Names) > 0 {
				name = spec.Name.Name + "_" + field.Names[0].Name
			}
		}
		return false
	})
	return name
}

func at(fns []*function, line int) *function {
	for _, fn := range fns {
		if fn.first <= line && line <= fn.last {
			return fn
		}
	}
	return nil
}

func nameOf(d *ast.FuncDecl) string {
	if d.Recv == nil {
		return d.Name.Name
	}
	expr := d.Recv.List[0].Type
	for {
		switch e := expr.(type) {
		case *ast.StarExpr:
			expr = e.X
		case *ast.IndexExpr:
			expr = e.X
		case *ast.IndexListExpr:
			expr = e.X
		case *ast.Ident:
			return e.Name + "_" + d.Name.Name
		default:
			return d.Name.Name
		}
	}
}

// accessesMap tells whether a body mentions a map or a sync.Map as a value.
func accessesMap(info *types.Info, body ast.Node) bool {
	found := false
	ast.Inspect(body, func(n ast.Node) bool {
		expr, ok := n.(ast.Expr)
		if !ok || found {
			return !found
		}
		tv := info.Types[expr]
		if !tv.IsValue() {
			return true
		}
		_, isMap := tv.Type.Underlying().(*types.Map)
		found = isMap || types.TypeString(tv.Type, nil) == "sync.Map"
		return !found
	})
	return found
}

// markReached sets reached for what the safe hammers execute.
func markReached(t *testing.T, ws *workspace, all []*function) {
	t.Helper()
	profiles, err := cover.ParseProfiles(ws.profile(t))
	require.NoError(t, err)
	byFile := make(map[string][]*function)
	for _, fn := range all {
		path := ws.class + "/" + fn.pkg + "/" + fn.file
		byFile[path] = append(byFile[path], fn)
	}
	for _, p := range profiles {
		for _, b := range p.Blocks {
			if fn := at(byFile[p.FileName], b.StartLine); fn != nil && b.Count > 0 {
				fn.reached = true
			}
		}
	}
}
