package retype

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
)

// A kind is what the map becomes, and how to write its uses.
type kind interface {
	name() string // as messages say it
	typeAt(w *writer, file *ast.File, n ast.Node) string
	from(w *writer, file *ast.File, n ast.Node) string // a function that takes a plain map, "" if there is none
	fill(w *writer, target, entries string) []string   // statements that put all entries in
	replace(target, entries string) string             // the same after a Clear, in one step; "" if it has none
	clear() string
	rewrite(w *writer) bool // the uses, those of the declarations apart
}

// choose picks the kind from what is done to the map.
func (w *writer) choose(std bool) bool {
	reads, writes := w.count()
	_, nested := w.elem.Underlying().(*types.Map)
	switch {
	case std && !nested && !w.replaced:
		w.kind, w.reason = stdMap{}, "it needs no dependency"
	case std:
		return false
	case nested && w.replaced:
		return false
	case nested:
		w.kind, w.reason = nestedMap{}, "the maps in it are used under the lock of their key"
	case w.replaced && !w.edited:
		w.kind, w.reason = typedMap{"cowmap"}, "it is replaced as a whole and never edited, so readers can share a copy"
	case w.replaced:
		w.kind, w.reason = typedMap{"cowmap"}, "it is replaced as a whole, which no other does in one step"
	case w.dense() && w.counts():
		w.kind, w.reason = counterArray{}, "it counts by small integers"
	case writes > reads && w.large():
		w.kind, w.reason = typedMap{"shardmap"}, "it is mostly written, with values of more than a word"
	default:
		w.kind, w.reason = typedMap{"cmap"}, "it has any keys, and its readers take no lock"
	}
	return true
}

// count tells how often entries are read and written, those in loops and
// literals counted as often as others.
func (w *writer) count() (reads, writes int) {
	for _, u := range w.uses {
		if as, ok := u.parent(0).(*ast.AssignStmt); ok && len(as.Lhs) == 1 && as.Lhs[0] == u.expr && as.Tok == token.ASSIGN {
			if !w.empty(as.Rhs[0]) {
				w.replaced = true
			}
			continue
		}
		if u.changes(w) {
			w.edited = true
			writes++
			continue
		}
		reads++
	}
	return reads, writes
}

// changes reports a use that writes an entry or removes some.
func (u *use) changes(w *writer) bool {
	if call, ok := u.parent(0).(*ast.CallExpr); ok {
		switch w.callee(call) {
		case "delete", "clear":
			return true
		case "maps.Copy":
			return call.Args[0] == u.expr
		}
		return false
	}
	at := ast.Expr(u.index())
	if u.index() == nil {
		return false
	}
	for level := 1; ; level++ {
		switch p := u.parent(level).(type) {
		case *ast.IndexExpr:
			if p.X == at && isMapElem(w, at) {
				at = p
				continue
			}
		case *ast.CallExpr:
			name := w.callee(p)
			return (name == "delete" || name == "clear") && p.Args[0] == at
		case *ast.AssignStmt:
			for _, l := range p.Lhs {
				if l == at {
					return true
				}
			}
		case *ast.IncDecStmt:
			return p.X == at
		}
		return false
	}
}

func isMapElem(w *writer, e ast.Expr) bool {
	t := w.pass.TypesInfo.TypeOf(e)
	return t != nil && isMap(t)
}

// callee is the builtin's name, or pkg.F for a function of another package.
func (w *writer) callee(call *ast.CallExpr) string {
	switch fun := call.Fun.(type) {
	case *ast.Ident:
		if b, ok := w.pass.TypesInfo.Uses[fun].(*types.Builtin); ok {
			return b.Name()
		}
	case *ast.SelectorExpr:
		fn, ok := w.pass.TypesInfo.Uses[fun.Sel].(*types.Func)
		if ok && fn.Pkg() != nil && fn.Signature().Recv() == nil {
			return fn.Pkg().Path() + "." + fn.Name()
		}
	}
	return ""
}

// empty reports a new map with nothing in it, or nil.
func (w *writer) empty(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.Ident:
		return w.pass.TypesInfo.Types[e].IsNil()
	case *ast.CompositeLit:
		return len(e.Elts) == 0
	case *ast.CallExpr:
		return w.callee(e) == "make"
	}
	return false
}

// large reports values that take more than a word and hold no pointer alone.
func (w *writer) large() bool {
	return w.pass.TypesSizes != nil && w.pass.TypesSizes.Sizeof(w.elem) > 8
}

// maxDense is how many counters an array may come to.
const maxDense = 1 << 12

// dense reports keys that are small integers wherever they are used.
func (w *writer) dense() bool {
	b, ok := w.key.Underlying().(*types.Basic)
	if !ok || b.Info()&types.IsInteger == 0 {
		return false
	}
	if b.Kind() == types.Uint8 {
		return true
	}
	keys := 0
	for _, u := range w.uses {
		at := u.index()
		if at == nil {
			continue
		}
		keys++
		if !w.small(at.Index) && !w.constants() {
			return false
		}
	}
	return keys > 0
}

// small reports a key that is a constant or a remainder by one.
func (w *writer) small(e ast.Expr) bool {
	e = ast.Unparen(e)
	if v := w.pass.TypesInfo.Types[e].Value; v != nil {
		n, exact := constant.Int64Val(constant.ToInt(v))
		return exact && n >= 0 && n < maxDense
	}
	switch e := e.(type) {
	case *ast.BinaryExpr:
		b, ok := w.pass.TypesInfo.TypeOf(e).Underlying().(*types.Basic)
		return e.Op == token.REM && w.small(e.Y) && ok && b.Info()&types.IsUnsigned != 0 || e.Op == token.QUO && w.small(e.X)
	case *ast.CallExpr:
		if len(e.Args) == 1 && w.pass.TypesInfo.Types[e.Fun].IsType() {
			b, ok := w.pass.TypesInfo.TypeOf(e.Args[0]).Underlying().(*types.Basic)
			return ok && (b.Kind() == types.Uint8 || b.Kind() == types.Bool)
		}
	}
	return false
}

// constants reports a key type of the package with declared constants: an
// enumeration.
func (w *writer) constants() bool {
	named, ok := w.key.(*types.Named)
	if !ok || named.Obj().Pkg() != w.pass.Pkg {
		return false
	}
	for e, tv := range w.pass.TypesInfo.Types {
		call, ok := e.(*ast.CallExpr)
		if ok && tv.Value == nil && types.Identical(tv.Type, w.key) && w.pass.TypesInfo.Types[call.Fun].IsType() {
			return false // who knows which number
		}
	}
	n := 0
	for _, name := range w.pass.Pkg.Scope().Names() {
		c, ok := w.pass.Pkg.Scope().Lookup(name).(*types.Const)
		if !ok || !types.Identical(c.Type(), w.key) {
			continue
		}
		v, exact := constant.Int64Val(c.Val())
		if !exact || v < 0 || v >= maxDense {
			return false
		}
		n++
	}
	return n > 1
}

// counts reports integers that are only added to and read one by one.
func (w *writer) counts() bool {
	b, ok := w.elem.Underlying().(*types.Basic)
	if !ok || b.Info()&types.IsInteger == 0 || b.Kind() != types.Int && b.Kind() != types.Int64 {
		return false
	}
	if len(w.order) > 1 {
		return false
	}
	for _, init := range w.index.inits[w.root] {
		if !w.empty(init.kv.Value) {
			return false
		}
	}
	added := false
	for _, u := range w.uses {
		at := u.index()
		if at == nil {
			if as, ok := u.parent(0).(*ast.AssignStmt); ok && len(as.Rhs) == 1 && w.empty(as.Rhs[0]) {
				continue
			}
			return false
		}
		if _, tuple := w.pass.TypesInfo.TypeOf(at).(*types.Tuple); tuple {
			return false
		}
		switch p := u.parent(1).(type) {
		case *ast.IncDecStmt:
			added = true
		case *ast.AssignStmt:
			if len(p.Lhs) != 1 || p.Lhs[0] != ast.Expr(at) {
				continue
			}
			if p.Tok != token.ADD_ASSIGN && p.Tok != token.SUB_ASSIGN {
				return false
			}
			added = true
		}
	}
	return added
}
