package escape

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/govlint/govlint/internal/compiler"
	"github.com/govlint/govlint/internal/report"
)

// findPublished finds buffers and values that are made anew for each item that
// is sent to a channel.
func (s *spot) findPublished(send *ast.SendStmt) {
	loop := s.loop()
	if loop == nil || s.leavesLoop() {
		return
	}
	v := s.local(send.Value)
	if v == nil || !within(v.Pos(), loop) {
		return
	}
	made := s.madeIn(v, loop)
	if made == nil {
		return
	}
	c := s.candidate(made, report.Finding{Kind: "published-buffer"})
	c.place, c.from = operator(made), ofRuntime
	advice := "take it from a sync.Pool, and let the receiver put it back"
	if ptr, ok := typeUnder[*types.Pointer](v.Type()); ok {
		if size, ok := s.sizeOf(ptr.Elem()); ok && size <= maxValue {
			advice = fmt.Sprintf("it has %d bytes: send it by value", size)
		}
	}
	c.Message = fmt.Sprintf("%s is allocated in every round of the loop at %s and handed to %s; %s", v.Name(), s.where(loop.Pos()), textOf(send.Chan), advice)
	c.Witness = []report.Step{{Pos: send.Pos(), Text: v.Name() + " is sent here and outlives the round"}}
	s.add(c)
}

// madeIn is the make, new or literal that v is declared with in loop.
func (s *spot) madeIn(v *types.Var, loop ast.Stmt) ast.Expr {
	var found ast.Expr
	ast.Inspect(loop, func(n ast.Node) bool {
		assign, ok := n.(*ast.AssignStmt)
		if !ok || assign.Tok != token.DEFINE || len(assign.Lhs) != 1 || len(assign.Rhs) != 1 || s.local(assign.Lhs[0]) != v {
			return true
		}
		switch e := ast.Unparen(assign.Rhs[0]).(type) {
		case *ast.CallExpr:
			if name := s.builtin(e); name == "make" || name == "new" {
				found = e
			}
		case *ast.UnaryExpr:
			if _, ok := e.X.(*ast.CompositeLit); ok && e.Op == token.AND {
				found = e
			}
		}
		return true
	})
	if call, ok := found.(*ast.CallExpr); ok && s.builtin(call) == "make" {
		if _, ok := typeUnder[*types.Slice](s.typeOf(call)); !ok {
			return nil // a map or channel for each item is the item
		}
	}
	return found
}

// maxValue is the size in bytes up to which a value is cheaper to copy than to
// allocate and collect: four words, which go in registers.
const maxValue = 32

// findReturned finds small values that an unexported function returns by a
// pointer, though its callers only look at them.
func (s *spot) findReturned(ret *ast.ReturnStmt) {
	if len(ret.Results) == 0 || s.fn.Name.IsExported() || s.fn.Recv != nil || s.inLiteral() {
		return
	}
	e := ast.Unparen(ret.Results[0])
	lit, ok := e.(*ast.UnaryExpr)
	if !ok || lit.Op != token.AND {
		return
	}
	if _, ok := ast.Unparen(lit.X).(*ast.CompositeLit); !ok {
		return
	}
	size, known := s.sizeOf(s.typeOf(lit.X))
	fn, _ := s.info().Defs[s.fn.Name].(*types.Func)
	if fn == nil || !known || size == 0 || size > maxValue || pointerMethods(s.typeOf(lit.X)) {
		return
	}
	call := s.onlyRead(fn)
	if call == nil {
		return
	}
	c := s.candidate(e, report.Finding{Kind: "return-pointer"})
	c.place, c.from = lit.Pos(), ofRuntime
	c.Message = fmt.Sprintf("%s returns a pointer to %d bytes, which puts them on the heap, and its callers only read them; return the value", s.fn.Name.Name, size)
	c.Witness = []report.Step{{Pos: call.Pos(), Text: "a caller, which like all others only reads fields of the result"}}
	s.add(c)
}

func (s *spot) inLiteral() bool {
	for _, n := range s.path {
		if _, ok := n.(*ast.FuncLit); ok {
			return true
		}
	}
	return false
}

// pointerMethods reports a type with methods that only its pointer has.
func pointerMethods(t types.Type) bool {
	return types.NewMethodSet(types.NewPointer(t)).Len() > types.NewMethodSet(t).Len()
}

// onlyRead is one of the calls of fn when all uses of fn are calls whose result
// is kept in a local variable of which only fields are read.
func (h *hot) onlyRead(fn *types.Func) *ast.CallExpr {
	var first *ast.CallExpr
	for id, obj := range h.pass.TypesInfo.Uses {
		if obj != types.Object(fn) {
			continue
		}
		path := h.pathTo(id)
		if len(path) < 3 {
			return nil
		}
		call, ok := path[len(path)-2].(*ast.CallExpr)
		if !ok || call.Fun != ast.Expr(id) || !h.readOnly(path[:len(path)-1], call) {
			return nil
		}
		if first == nil || call.Pos() < first.Pos() {
			first = call
		}
	}
	return first
}

func (h *hot) pathTo(n ast.Node) []ast.Node {
	file := h.fileAt(n.Pos())
	if file == nil {
		return nil
	}
	var found []ast.Node
	ast.PreorderStack(file, nil, func(m ast.Node, around []ast.Node) bool {
		if found != nil || !within(n.Pos(), m) {
			return false
		}
		if m == n {
			found = append(slices.Clone(around), m)
		}
		return true
	})
	return found
}

// readOnly reports whether of the result of call, the last of path, only fields
// are read.
func (h *hot) readOnly(path []ast.Node, call *ast.CallExpr) bool {
	switch p := path[len(path)-2].(type) {
	case *ast.SelectorExpr:
		return len(path) < 3 || !writes(path[:len(path)-1])
	case *ast.AssignStmt:
		if p.Tok != token.DEFINE || len(p.Lhs) != 1 {
			return false
		}
		id, ok := p.Lhs[0].(*ast.Ident)
		if !ok {
			return false
		}
		v, ok := h.pass.TypesInfo.Defs[id].(*types.Var)
		if !ok {
			return false
		}
		fine := true
		uses(h.pass.TypesInfo, wholeFunc(path), v, func(use []ast.Node) {
			if _, ok := use[len(use)-2].(*ast.SelectorExpr); !ok || writes(use[:len(use)-1]) {
				fine = false
			}
		})
		return fine
	}
	return false
}

func wholeFunc(path []ast.Node) ast.Node {
	for _, n := range path {
		if decl, ok := n.(*ast.FuncDecl); ok {
			return decl
		}
	}
	return path[0]
}

// writes reports whether what stands around the last of path changes it or takes
// its address. A pointer would share the change, a value would not.
func writes(path []ast.Node) bool {
	last := path[len(path)-1]
	switch p := path[len(path)-2].(type) {
	case *ast.AssignStmt:
		for _, lhs := range p.Lhs {
			if ast.Node(lhs) == last {
				return true
			}
		}
	case *ast.IncDecStmt:
		return true
	case *ast.UnaryExpr:
		return p.Op == token.AND
	case *ast.SelectorExpr, *ast.IndexExpr:
		return writes(path[:len(path)-1])
	}
	return false
}

// findMoved finds variables that the compiler moves to the heap because of one
// call that keeps their address. Only the compiler can tell.
func (s *spot) findMoved() {
	if s.truth == nil {
		return
	}
	file := s.pass.Fset.File(s.fn.Pos())
	for i := range s.truth.report.Allocs {
		a := &s.truth.report.Allocs[i]
		if !a.Moved || len(a.Within) > 0 || base(a.File) != base(file.Name()) {
			continue
		}
		pos := s.truth.pos(a.Place)
		if !within(pos, s.fn) {
			continue
		}
		path := pathAt(s.fn, pos)
		id, ok := path[len(path)-1].(*ast.Ident)
		if !ok || id.Name != a.What {
			continue
		}
		s.path = path
		s.findLeak(id, a)
	}
	s.path = nil
}

// pathAt is the path from fn to the innermost node that starts at pos.
func pathAt(fn *ast.FuncDecl, pos token.Pos) []ast.Node {
	var path []ast.Node
	ast.Inspect(fn, func(n ast.Node) bool {
		if n != nil && within(pos, n) {
			path = append(path, n)
			return true
		}
		return false
	})
	return path
}

func (s *spot) findLeak(id *ast.Ident, a *compiler.Alloc) {
	v, ok := s.info().Defs[id].(*types.Var)
	if !ok || !flowsBy(a, "call parameter") {
		return
	}
	call, count := s.lent(v)
	if call == nil || count != 1 {
		return
	}
	name, ok := strings.CutSuffix(ends(a), " (call parameter)")
	if !ok || !strings.HasPrefix(name, textOf(call.Fun)+"(") {
		return // something else keeps it
	}
	c := s.candidate(id, report.Finding{Kind: "param-leak"})
	c.place, c.from = id.Pos(), ofRuntime
	who := textOf(call.Fun)
	reason := "which keeps it"
	if fn := s.callee(call); fn == nil || types.IsInterface(recvType(fn)) {
		reason = "of which the compiler cannot know that it does not keep it"
	}
	c.Message = fmt.Sprintf("%s is moved to the heap by one call, that of %s at %s, %s; pass it by value or let it be made once", v.Name(), who, s.where(call.Pos()), reason)
	c.Witness = []report.Step{{Pos: call.Pos(), Text: "its address is given away here, and nowhere else"}}
	s.add(c)
}

func recvType(fn *types.Func) types.Type {
	if recv := fn.Signature().Recv(); recv != nil {
		return recv.Type()
	}
	return types.Typ[types.Invalid]
}

// lent is a call that gets the address of v, and how many places take it.
func (s *spot) lent(v *types.Var) (call *ast.CallExpr, count int) {
	uses(s.info(), s.fn.Body, v, func(path []ast.Node) {
		if len(path) < 3 {
			return
		}
		unary, ok := path[len(path)-2].(*ast.UnaryExpr)
		if !ok || unary.Op != token.AND {
			return
		}
		count++
		if c, ok := path[len(path)-3].(*ast.CallExpr); ok {
			call = c
		}
	})
	return call, count
}
