package escape

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"

	"github.com/govlint/govlint/internal/compiler"
	"github.com/govlint/govlint/internal/report"
)

// checkPromises reports what allocates in functions that promise not to, and in
// those of the package that they call. What makes errors, logs and panics is let
// be: a promise is made for the usual way.
func (h *hot) checkPromises() {
	if h.truth == nil || len(h.heat.promise) == 0 {
		return
	}
	for _, fn := range h.inOrder() {
		if at := h.heat.promise[fn]; at.IsValid() {
			h.checkPromise(fn, at)
		}
	}
}

// checkPromise follows the calls from fn, which promises at the comment at.
func (h *hot) checkPromise(fn *ast.FuncDecl, at token.Pos) {
	type reached struct {
		decl *ast.FuncDecl
		via  []report.Step
	}
	queue := []reached{{fn, nil}}
	seen := map[*ast.FuncDecl]bool{fn: true}
	for len(queue) > 0 {
		r := queue[0]
		queue = queue[1:]
		h.brokenIn(fn, r.decl, at, r.via)
		h.eachCall(r.decl, func(call *ast.CallExpr, callee *types.Func) {
			if decl := h.funcs[callee.Origin()]; decl != nil && !seen[decl] {
				seen[decl] = true
				via := append(r.via[:len(r.via):len(r.via)], report.Step{Pos: call.Pos(), Text: "called here"})
				queue = append(queue, reached{decl, via})
			}
		})
	}
}

// eachCall calls each for the calls in fn that are not cold.
func (h *hot) eachCall(fn *ast.FuncDecl, each func(*ast.CallExpr, *types.Func)) {
	walk(fn.Body, func(n ast.Node, path []ast.Node) {
		if call, ok := n.(*ast.CallExpr); ok && !cold(h.pass.TypesInfo, path) {
			if callee := calleeOf(h.pass.TypesInfo, call); callee != nil {
				each(call, callee)
			}
		}
	})
}

func (h *hot) brokenIn(promised, fn *ast.FuncDecl, at token.Pos, via []report.Step) {
	name := h.pass.Fset.Position(fn.Pos()).Filename
	for i := range h.truth.report.Allocs {
		a := &h.truth.report.Allocs[i]
		pos := h.truth.pos(a.Place)
		if base(a.File) != base(name) || !within(pos, fn) || h.free(fn, pos, a) {
			continue
		}
		where := "it"
		if fn != promised {
			where = "and calls " + fn.Name.Name + ", which"
		}
		witness := append([]report.Step{{Pos: at, Text: promised.Name.Name + " promises here not to allocate"}}, via...)
		h.emit(report.Finding{
			Kind: "noalloc", Pos: pos, End: pos,
			Message: fmt.Sprintf("%s must not allocate, %s does: %s", promised.Name.Name, where, h.verdict(a)),
			Witness: append(witness, h.truth.flow(a, pos)...),
		})
	}
}

func (h *hot) verdict(a *compiler.Alloc) string {
	text := a.What + " escapes to the heap"
	if a.Moved {
		text = "the variable " + a.What + " is moved to the heap"
	}
	if len(a.Within) > 0 {
		text += " in the inlined " + base(a.Within[0].File) + ":" + fmt.Sprint(a.Within[0].Line)
	}
	return text
}

// free reports an allocation that costs nothing, or happens on the way to an
// error: of constants, of nothing, of a byte.
func (h *hot) free(fn *ast.FuncDecl, pos token.Pos, a *compiler.Alloc) bool {
	path := pathAt(fn, pos)
	if len(path) == 0 {
		path = []ast.Node{fn}
	}
	if cold(h.pass.TypesInfo, path) {
		return true
	}
	if len(a.Within) > 0 && h.sizeless(a.What) {
		return true
	}
	for i := len(path) - 1; i >= 0; i-- {
		e, ok := path[i].(ast.Expr)
		if !ok || a.Moved {
			break
		}
		if operator(e) != pos {
			continue
		}
		tv := h.pass.TypesInfo.Types[e]
		if tv.Value != nil {
			return true
		}
		if a.What == textOf(e) && tv.Type != nil && boxedOnly(path[:i+1]) {
			_, boxed := h.boxedSize(tv.Type)
			return !boxed && !h.allocates(e)
		}
	}
	return false
}

// boxedOnly reports an expression that is an argument: what is listed of it is its box.
func boxedOnly(path []ast.Node) bool {
	if len(path) < 2 {
		return false
	}
	_, ok := path[len(path)-2].(*ast.CallExpr)
	return ok
}

// allocates reports an expression that needs memory of its own, not only a box.
func (h *hot) allocates(e ast.Expr) bool {
	switch e := ast.Unparen(e).(type) {
	case *ast.CallExpr, *ast.FuncLit:
		return true
	case *ast.UnaryExpr:
		return e.Op == token.AND
	case *ast.CompositeLit:
		_, isStruct := typeUnder[*types.Struct](h.pass.TypesInfo.TypeOf(e))
		return !isStruct
	}
	return false
}

// sizeless reports the text of a literal of another package's type without size,
// such as a background context.
func (h *hot) sizeless(what string) bool {
	for _, imp := range h.pass.Pkg.Imports() {
		for _, name := range imp.Scope().Names() {
			if what != imp.Name()+"."+name+"{}" {
				continue
			}
			obj, ok := imp.Scope().Lookup(name).(*types.TypeName)
			if !ok {
				return false
			}
			size, known := h.sizeOf(obj.Type())
			return known && size == 0
		}
	}
	return false
}
