package bound

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"path/filepath"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/types/typeutil"

	"github.com/govlint/govlint/internal/catalog"
)

// A short is a function of one return statement. In a package that knows no
// metrics no SSA form is built, and of such a function syntax tells all:
//
//	func (a *App) Key() string              { return a.Namespace + "/" + a.Name }
//	func Path(r *http.Request) string       { return strings.ToLower(r.URL.Path) }
//	func Quoted(reason string) string       { return "(" + reason + ")" }
type short struct {
	pass *analysis.Pass
	fn   *ast.FuncDecl
	sig  *types.Signature
}

// exportShort makes facts of the functions that are short, but for those in
// readers, which are looked at in full.
func exportShort(pass *analysis.Pass, readers map[*types.Func]bool) {
	for _, file := range pass.Files {
		for _, decl := range file.Decls {
			fn, ok := decl.(*ast.FuncDecl)
			if !ok || !fn.Name.IsExported() || fn.Body == nil || len(fn.Body.List) != 1 {
				continue
			}
			ret, ok := fn.Body.List[0].(*ast.ReturnStmt)
			if !ok || len(ret.Results) != 1 {
				continue
			}
			obj, ok := pass.TypesInfo.Defs[fn.Name].(*types.Func)
			if !ok || readers[obj] || !returnsText(obj.Signature()) {
				continue
			}
			s := short{pass, fn, obj.Signature()}
			if r := s.of(ret.Results[0]); r.says() {
				pass.ExportObjectFact(obj, &Results{Of: []Result{r}})
			}
		}
	}
}

func returnsText(sig *types.Signature) bool {
	return sig.Results().Len() == 1 && isString(sig.Results().At(0).Type())
}

// of is what an expression can be.
func (s *short) of(e ast.Expr) Result {
	e = ast.Unparen(e)
	tv, ok := s.pass.TypesInfo.Types[e]
	if !ok || tv.Value != nil || tv.Type == nil || enumSize(tv.Type) > 1 {
		return Result{}
	}
	switch e := e.(type) {
	case *ast.Ident:
		return s.param(e)
	case *ast.BinaryExpr:
		if e.Op == token.ADD {
			return either(s.of(e.X), s.of(e.Y))
		}
	case *ast.SliceExpr:
		return s.of(e.X)
	case *ast.StarExpr:
		return s.of(e.X)
	case *ast.IndexExpr:
		return remote(s.of(e.X))
	case *ast.SelectorExpr:
		return s.selected(e)
	case *ast.CallExpr:
		return s.called(e)
	}
	return Result{}
}

// either is what one of two can be.
func either(a, b Result) Result {
	out := a
	if b.Unbounded && (!a.Unbounded || a.Live && !b.Live) {
		out = b
	}
	out.Pass = slices.Clone(a.Pass)
	for _, p := range b.Pass {
		if !slices.Contains(out.Pass, p) {
			out.Pass = append(out.Pass, p)
		}
	}
	return out
}

// remote is r where it is unbounded. An entry of a parameter may be anything.
func remote(r Result) Result {
	if !r.Unbounded {
		return Result{}
	}
	r.Pass = nil
	return r
}

// param is a parameter that holds text, or from which text is read.
func (s *short) param(id *ast.Ident) Result {
	v, ok := s.pass.TypesInfo.Uses[id].(*types.Var)
	if !ok {
		return Result{}
	}
	first := 0
	if recv := s.sig.Recv(); recv != nil {
		if v == recv {
			return passed(v, 0)
		}
		first = 1
	}
	for i := range s.sig.Params().Len() {
		if s.sig.Params().At(i) == v {
			return passed(v, first+i)
		}
	}
	return Result{}
}

func passed(v *types.Var, i int) Result {
	if !holdsText(v.Type()) && !carriesURL(deref(v.Type())) {
		return Result{}
	}
	return Result{Pass: []Passed{{Param: i}}}
}

// holdsText reports text, or a list or map of it.
func holdsText(t types.Type) bool {
	switch u := t.Underlying().(type) {
	case *types.Slice:
		return isString(u.Elem())
	case *types.Map:
		return holdsText(u.Elem())
	}
	return isString(t)
}

// selected is a field.
func (s *short) selected(e *ast.SelectorExpr) Result {
	sel := s.pass.TypesInfo.Selections[e]
	if sel == nil || sel.Kind() != types.FieldVal {
		return Result{}
	}
	field := sel.Obj().(*types.Var)
	owner := ownerOf(sel)
	if owner == nil {
		return Result{}
	}
	if src, ok := catalog.Sources()[typeName(owner)+"."+field.Name()]; ok {
		if chosenBySender(field.Name()) && s.sends() {
			return Result{}
		}
		return s.source(src, e.Pos())
	}
	if kept, ok := keptIn(s.pass, field); ok {
		return Result{Unbounded: true, Words: kept.Words, Live: kept.Live, Claimed: kept.Claimed, Where: kept.Where}
	}
	if of := s.of(e.X); of.Unbounded || carriesURL(deref(owner)) {
		return of
	}
	return Result{}
}

// ownerOf is the struct in which a field lies, which may be embedded.
func ownerOf(sel *types.Selection) types.Type {
	t := sel.Recv()
	index := sel.Index()
	for _, i := range index[:len(index)-1] {
		st, ok := deref(t).Underlying().(*types.Struct)
		if !ok {
			return nil
		}
		t = st.Field(i).Type()
	}
	return t
}

// sends reports a method of a client, which chooses what it sends.
func (s *short) sends() bool {
	if namesClient(s.fn.Name.Name) {
		return true
	}
	if recv := s.sig.Recv(); recv != nil {
		if named, ok := deref(recv.Type()).(*types.Named); ok {
			return namesClient(named.Obj().Name())
		}
	}
	return false
}

// called is what a call returns, or a conversion makes.
func (s *short) called(e *ast.CallExpr) Result {
	if tv := s.pass.TypesInfo.Types[e.Fun]; tv.IsType() {
		if len(e.Args) == 1 && isString(tv.Type) {
			return s.of(e.Args[0])
		}
		return Result{}
	}
	callee, _ := typeutil.Callee(s.pass.TypesInfo, e).(*types.Func)
	if callee == nil {
		return Result{}
	}
	callee = callee.Origin()
	if src, ok := sourceOf(callee); ok {
		if src.Kind != "pass" {
			return s.source(src, e.Pos())
		}
		out := Result{}
		for _, i := range src.Args {
			for _, arg := range s.operand(e, callee, i) {
				out = either(out, s.of(arg))
			}
		}
		return out
	}
	var fact Results
	if !s.pass.ImportObjectFact(callee, &fact) || len(fact.Of) == 0 {
		return Result{}
	}
	out := fact.Of[0]
	out.Pass, out.Name, out.Parts = nil, "", nil
	for _, p := range fact.Of[0].Pass {
		for _, arg := range s.operand(e, callee, p.Param) {
			if p.Method == "" {
				out = either(out, s.of(arg))
			}
		}
	}
	return out
}

// operand is what operand i of a call is given, a method's receiver being the
// first. Of a variadic one it is all.
func (s *short) operand(e *ast.CallExpr, callee *types.Func, i int) []ast.Expr {
	if callee.Signature().Recv() != nil {
		if i == 0 {
			if sel, ok := ast.Unparen(e.Fun).(*ast.SelectorExpr); ok {
				return []ast.Expr{sel.X}
			}
			return nil
		}
		i--
	}
	if i >= len(e.Args) {
		return nil
	}
	if callee.Signature().Variadic() && i == callee.Signature().Params().Len()-1 {
		return e.Args[i:]
	}
	return e.Args[i : i+1]
}

func (s *short) source(src catalog.Source, pos token.Pos) Result {
	if src.Kind != "unbounded" && src.Kind != "object" || src.Param != "" {
		return Result{}
	}
	return Result{Unbounded: true, Words: src.Words, Live: src.Kind == "object", Where: where(s.pass, pos)}
}

func where(pass *analysis.Pass, pos token.Pos) string {
	p := pass.Fset.Position(pos)
	return fmt.Sprintf("%s:%d", filepath.Base(p.Filename), p.Line)
}
