package leaklabels

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/tools/go/ast/astutil"
)

// function is a function or method of the labelled packages.
type function struct {
	pkg, name   string // name is F or Type_Method, as its case says it
	file        string // pkg/file.go
	first, last int    // lines
	concurrent  bool   // whether it starts goroutines or may block
	labels      []label
	mentions    map[string]bool // names it uses
}

// label is a want, also or blind comment and the lines of the statement there.
type label struct {
	word        string
	first, last int
}

var comment = regexp.MustCompile(`^// (want|also|blind)\b`)

// load finds the functions and labels of all packages.
func load(t *testing.T) []*function {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(sources, "goroutineleak", "*", "*.go"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	var all []*function
	for _, file := range files {
		all = append(all, functions(t, file)...)
	}
	return all
}

func functions(t *testing.T, path string) []*function {
	t.Helper()
	fset := token.NewFileSet()
	tree, err := parser.ParseFile(fset, path, nil, parser.ParseComments|parser.SkipObjectResolution)
	require.NoError(t, err)
	line := func(p token.Pos) int { return fset.Position(p).Line }
	pkg := filepath.Base(filepath.Dir(path))
	var found []*function
	for _, decl := range tree.Decls {
		d, ok := decl.(*ast.FuncDecl)
		if !ok {
			continue
		}
		found = append(found, &function{
			pkg: pkg, name: nameOf(d), file: pkg + "/" + filepath.Base(path),
			first: line(d.Pos()), last: line(d.End()),
			concurrent: concurrent(d.Body), mentions: mentions(d.Body),
		})
	}
	for _, group := range tree.Comments {
		for _, c := range group.List {
			m := comment.FindStringSubmatch(c.Text)
			if m == nil {
				require.NotContains(t, c.Text, "// want", "a want comment that is not understood")
				continue
			}
			at := line(c.Pos())
			fn := around(found, at)
			require.NotNil(t, fn, "a label outside of functions: %s:%d", path, at)
			fn.labels = append(fn.labels, label{m[1], at, lastOf(fset, tree, at)})
		}
	}
	return found
}

func around(fns []*function, line int) *function {
	for _, fn := range fns {
		if fn.first <= line && line <= fn.last {
			return fn
		}
	}
	return nil
}

// lastOf returns the last line of the loop that begins on a line: a loop that
// runs may be seen anywhere within. What a defer statement puts off runs where its
// function returns. Other statements are blocked where they begin.
func lastOf(fset *token.FileSet, tree *ast.File, line int) int {
	last := line
	ast.Inspect(tree, func(n ast.Node) bool {
		switch n.(type) {
		case *ast.ForStmt, *ast.RangeStmt:
			if fset.Position(n.Pos()).Line == line {
				last = fset.Position(n.End()).Line
			}
		case *ast.DeferStmt:
			if fset.Position(n.Pos()).Line == line {
				last = fset.Position(functionAround(tree, n).End()).Line
			}
		}
		return true
	})
	return last
}

// functionAround is the innermost function that n stands in.
func functionAround(tree *ast.File, n ast.Node) ast.Node {
	path, _ := astutil.PathEnclosingInterval(tree, n.Pos(), n.End())
	for _, outer := range path {
		switch outer.(type) {
		case *ast.FuncDecl, *ast.FuncLit:
			return outer
		}
	}
	return tree
}

func nameOf(d *ast.FuncDecl) string {
	if d.Recv == nil {
		return d.Name.Name
	}
	expr := d.Recv.List[0].Type
	if star, ok := expr.(*ast.StarExpr); ok {
		expr = star.X
	}
	if index, ok := expr.(*ast.IndexExpr); ok {
		expr = index.X
	}
	return expr.(*ast.Ident).Name + "_" + d.Name.Name
}

// blocking are the methods and functions whose callers belong to this analyzer.
var blocking = map[string]bool{
	"Lock": true, "RLock": true, "Wait": true, "Go": true, "Get": true, "Do": true, "Put": true,
	"Query": true, "QueryContext": true, "Listen": true, "Sleep": true, "NewTimer": true, "AfterFunc": true,
}

// concurrent tells whether a body has something that this analyzer looks at.
func concurrent(body *ast.BlockStmt) bool {
	found := false
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.GoStmt, *ast.SendStmt, *ast.SelectStmt:
			found = true
		case *ast.UnaryExpr:
			found = found || n.Op == token.ARROW
		case *ast.SelectorExpr:
			found = found || blocking[n.Sel.Name]
		}
		return !found
	})
	return found
}

func mentions(body *ast.BlockStmt) map[string]bool {
	names := make(map[string]bool)
	ast.Inspect(body, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			names[id.Name] = true
		}
		return true
	})
	return names
}

// base is the name by which others call a function.
func (fn *function) base() string {
	return fn.name[strings.Index(fn.name, "_")+1:]
}

func (fn *function) positive() bool {
	for _, l := range fn.labels {
		if l.word != "also" {
			return true
		}
	}
	return false
}
