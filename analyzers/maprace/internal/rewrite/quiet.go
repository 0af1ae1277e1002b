package rewrite

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/types/typeutil"
)

// A reader answers whether code is quiet: it neither blocks, nor locks, nor
// calls code that is not seen, nor uses the map where no use was counted. Only
// quiet code may run under a lock that was not there before.
//
// Other maps may be given locks of their own at the same time. Code that uses one
// declared before this one is not quiet, so that those locks are always taken in
// the order of the declarations.
//
// May analysis by syntax, calls of the package followed to a fixed depth. Blind
// to panics, and to memory other than the maps.
type reader struct {
	pass    *analysis.Pass
	of      *types.Var
	decls   map[*types.Func]*ast.FuncDecl
	alone   bool                // no other map at all, whatever the order
	changed map[*types.Var]bool // maps that are written somewhere
}

const maxCalls = 4

func newReader(pass *analysis.Pass, of *types.Var) *reader {
	r := &reader{pass: pass, of: of, decls: make(map[*types.Func]*ast.FuncDecl), changed: make(map[*types.Var]bool)}
	for _, file := range pass.Files {
		for _, d := range file.Decls {
			fd, ok := d.(*ast.FuncDecl)
			if !ok || fd.Body == nil {
				continue
			}
			if fn, ok := pass.TypesInfo.Defs[fd.Name].(*types.Func); ok {
				r.decls[fn] = fd
			}
		}
	}
	return r
}

func (r *reader) quiet(nodes ...ast.Node) bool {
	for _, n := range nodes {
		if !r.quietNode(n, 0) {
			return false
		}
	}
	return true
}

func (r *reader) quietStmts(list []ast.Stmt) bool {
	for _, s := range list {
		if !r.quietNode(s, 0) {
			return false
		}
	}
	return true
}

func (r *reader) quietNode(n ast.Node, depth int) bool {
	quiet := true
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SendStmt, *ast.SelectStmt, *ast.DeferStmt, *ast.LabeledStmt:
			quiet = false
		case *ast.BranchStmt:
			quiet = quiet && n.Label == nil
		case *ast.Ident:
			quiet = quiet && !r.otherMap(n)
		case *ast.UnaryExpr:
			quiet = quiet && n.Op != token.ARROW
		case *ast.GoStmt:
			if lit, ok := n.Call.Fun.(*ast.FuncLit); ok && lit != nil {
				for _, arg := range n.Call.Args {
					quiet = quiet && r.quietNode(arg, depth)
				}
				return false
			}
			quiet = false
		case *ast.FuncLit:
			quiet = quiet && !r.mentions(n)
			return false // who calls it is not quiet, unless that is known
		case *ast.RangeStmt:
			switch r.pass.TypesInfo.TypeOf(n.X).Underlying().(type) {
			case *types.Chan, *types.Signature:
				quiet = false
			}
		case *ast.CallExpr:
			quiet = quiet && r.quietCall(n, depth)
		}
		return quiet
	})
	return quiet
}

// otherMap reports another map that may have a lock, or get one.
func (r *reader) otherMap(id *ast.Ident) bool {
	v, ok := r.pass.TypesInfo.Uses[id].(*types.Var)
	if !ok || !isMap(v.Type()) || v.Origin() == r.of || !v.IsField() && v.Parent() != r.pass.Pkg.Scope() {
		return false
	}
	v = v.Origin()
	if !r.alone && v.Pos() > r.of.Pos() {
		return false
	}
	changed, known := r.changed[v]
	if !known {
		units, _ := unitsOf(r.pass, v)
		changed = slices.ContainsFunc(units, func(u *unit) bool {
			return slices.ContainsFunc(u.uses, func(x *use) bool { return x.write || x.escape })
		})
		r.changed[v] = changed
	}
	return changed
}

// mentions reports whether the map is named in n.
func (r *reader) mentions(n ast.Node) bool {
	found := false
	ast.Inspect(n, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && refersTo(r.pass, id, r.of) {
			found = true
		}
		return !found
	})
	return found
}

func calleeOf(pass *analysis.Pass, call *ast.CallExpr) *types.Func {
	fn := typeutil.StaticCallee(pass.TypesInfo, call)
	if fn == nil {
		return nil
	}
	return fn.Origin()
}

func (r *reader) quietCall(call *ast.CallExpr, depth int) bool {
	if tv := r.pass.TypesInfo.Types[call.Fun]; tv.IsType() || tv.IsBuiltin() {
		return true
	}
	fn := calleeOf(r.pass, call)
	if fn == nil || fn.Pkg() == nil {
		return false
	}
	if fd := r.decls[fn]; fd != nil {
		return depth < maxCalls && !r.mentions(fd.Body) && r.quietNode(fd.Body, depth+1)
	}
	if !pure(fn) && (r.alone || !concurrent(fn)) {
		return false
	}
	for _, arg := range call.Args {
		if lit, ok := arg.(*ast.FuncLit); ok {
			if !r.quietNode(lit.Body, depth) {
				return false
			}
			continue
		}
		t := r.pass.TypesInfo.TypeOf(arg)
		if t == nil {
			return false
		}
		switch t.Underlying().(type) {
		case *types.Signature:
			if !WalksMap(r.pass, arg) {
				return false
			}
		case *types.Basic, *types.Slice, *types.Map, *types.Struct:
		default:
			if fn.Pkg().Path() == "fmt" {
				return false // its String method is called
			}
		}
		if fn.Pkg().Path() == "fmt" && !isBasic(t) {
			return false
		}
	}
	return true
}

// WalksMap reports an iterator over a map, of package maps, which calls nobody
// but who takes its entries.
func WalksMap(pass *analysis.Pass, e ast.Expr) bool {
	call, ok := ast.Unparen(e).(*ast.CallExpr)
	if !ok {
		return false
	}
	fn := calleeOf(pass, call)
	if fn == nil {
		return false
	}
	switch fn.FullName() {
	case "maps.Keys", "maps.Values", "maps.All":
		return true
	}
	return false
}

func isBasic(t types.Type) bool {
	if _, named := types.Unalias(t).(*types.Named); named {
		return false
	}
	_, ok := t.Underlying().(*types.Basic)
	return ok
}

// concurrent reports methods of maps that many goroutines use: their locks are
// held for a moment, and what they call back is looked at.
func concurrent(fn *types.Func) bool {
	return strings.HasPrefix(fn.FullName(), "(*sync.Map).") ||
		fn.Signature().Recv() != nil && strings.HasPrefix(fn.Pkg().Path(), "github.com/govlint/govlint/runtime/")
}

// pure reports functions of the standard library that compute and return.
func pure(fn *types.Func) bool {
	switch fn.Pkg().Path() {
	case "strings", "strconv", "bytes", "unicode", "unicode/utf8", "math", "math/bits", "errors", "cmp",
		"path", "sort", "slices", "maps", "net/url", "sync/atomic":
		return true
	case "fmt":
		return strings.HasPrefix(fn.Name(), "Sprint") || fn.Name() == "Errorf"
	case "time":
		switch fn.Name() {
		case "Sleep", "After", "AfterFunc", "NewTimer", "NewTicker", "Tick":
			return false
		}
		return true
	case "net/http":
		return strings.Contains(fn.FullName(), "http.Header)") || fn.Name() == "PathValue"
	}
	return false
}
