package escape

import (
	"fmt"
	"go/ast"
	"go/types"
	"strings"

	"github.com/govlint/govlint/internal/report"
)

// findBoxing finds arguments that are copied to the heap because a parameter is
// an interface. One finding speaks of all those of a call.
func (s *spot) findBoxing(call *ast.CallExpr) {
	sig, ok := typeUnder[*types.Signature](s.typeOf(call.Fun))
	if !ok || call.Ellipsis.IsValid() || s.builtin(call) != "" {
		return
	}
	var boxed []ast.Expr
	fn := s.callee(call)
	for i, arg := range call.Args {
		if types.IsInterface(paramType(sig, i)) && s.boxes(arg) && s.avoidable(fn, arg) {
			boxed = append(boxed, arg)
		}
	}
	if len(boxed) == 0 {
		return
	}
	if s.truth != nil && !s.heat.profiled() {
		boxed = s.listed(boxed)
		if len(boxed) == 0 {
			return
		}
	}
	c := s.candidate(call, report.Finding{Kind: "boxing"})
	c.place = operator(boxed[0])
	for _, arg := range boxed {
		if at := operator(arg); s.truth != nil && s.truth.at(at) != nil {
			c.place = at
			break
		}
	}
	isFmt := fn != nil && fn.Pkg() != nil && fn.Pkg().Path() == "fmt"
	c.from = func(callee string) bool {
		return callee == "" || isFmt && insideOf(callee, "fmt")
	}
	var names []string
	for _, arg := range boxed {
		names = append(names, textOf(arg))
		c.Witness = append(c.Witness, report.Step{Pos: arg.Pos(), Text: fmt.Sprintf("%s (%s) becomes an interface, which holds a pointer: it is copied to the heap", textOf(arg), s.typeName(s.typeOf(arg)))})
	}
	if c.Fixes = s.withoutFormat(call, fn); len(c.Fixes) > 0 {
		c.Message = fmt.Sprintf("%s boxes %s and reads the format at run time; strconv and + give the same string", textOf(call.Fun), strings.Join(names, ", "))
	} else {
		c.Message = fmt.Sprintf("the call of %s boxes %s; %s", textOf(call.Fun), strings.Join(names, ", "), s.unboxed(isFmt))
	}
	s.add(c)
}

// avoidable reports whether something can be done about boxing arg. The functions
// of other modules are as they are: to them a pointer to a struct may go.
func (s *spot) avoidable(fn *types.Func, arg ast.Expr) bool {
	if fn == nil || fn.Pkg() == nil || types.IsInterface(recvType(fn)) || fn.Pkg().Path() == "fmt" || s.own(fn.Pkg()) {
		return true
	}
	_, isStruct := typeUnder[*types.Struct](s.typeOf(arg))
	return isStruct && fn.Pkg().Path() != "reflect"
}

// own reports a package that the user can change.
func (s *spot) own(pkg *types.Package) bool {
	if pkg == s.pass.Pkg {
		return true
	}
	return s.pass.Module != nil && (pkg.Path() == s.pass.Module.Path || strings.HasPrefix(pkg.Path(), s.pass.Module.Path+"/"))
}

func (s *spot) unboxed(isFmt bool) string {
	if isFmt {
		return "write the parts with strconv.Append and WriteString"
	}
	return "pass a pointer, or let the function have a parameter of that type, or a type parameter"
}

// listed are those of the arguments that the compiler puts on the heap.
func (s *spot) listed(args []ast.Expr) []ast.Expr {
	var out []ast.Expr
	for _, arg := range args {
		if s.truth.at(operator(arg)) != nil {
			out = append(out, arg)
		}
	}
	return out
}

// boxes reports an expression whose conversion to an interface needs memory. The
// boxes of constants are laid out by the linker, those of single bytes by the runtime.
func (s *spot) boxes(arg ast.Expr) bool {
	tv := s.info().Types[arg]
	if tv.Type == nil || tv.Value != nil || !tv.IsValue() || types.IsInterface(tv.Type) {
		return false
	}
	if _, ok := tv.Type.(*types.Tuple); ok {
		return false
	}
	_, boxed := s.boxedSize(tv.Type)
	return boxed
}

func typeUnder[T types.Type](t types.Type) (T, bool) {
	var none T
	if t == nil {
		return none, false
	}
	u, ok := t.Underlying().(T)
	return u, ok
}

// paramType is the type of the parameter for argument number i.
func paramType(sig *types.Signature, i int) types.Type {
	n := sig.Params().Len()
	if sig.Variadic() && i >= n-1 {
		if slice, ok := sig.Params().At(n - 1).Type().(*types.Slice); ok {
			return slice.Elem()
		}
	}
	if i >= n {
		return types.Typ[types.Invalid]
	}
	return sig.Params().At(i).Type()
}

// findClosure finds function literals that are made anew for each call of the
// function that they are given to.
func (s *spot) findClosure(lit *ast.FuncLit) {
	call, ok := s.parent().(*ast.CallExpr)
	if !ok || ast.Unparen(call.Fun) == ast.Expr(lit) || s.startsGoroutine() {
		return
	}
	captured := s.captures(lit)
	if len(captured) == 0 {
		return
	}
	loop := s.loop()
	c := s.candidate(lit, report.Finding{Kind: "closure"})
	c.place, c.from = lit.Type.Func, ofRuntime
	for _, v := range captured {
		c.Witness = append(c.Witness, report.Step{Pos: v.Pos(), Text: v.Name() + " is captured, so that the function needs memory of its own"})
	}
	c.Message = fmt.Sprintf("the function given to %s is allocated %s, for it captures %s and outlives the call as far as the compiler can tell; %s", textOf(call.Fun), s.often(loop), namesOf(captured), s.hoistAdvice(captured, loop))
	if loop != nil {
		c.Fixes = s.hoistClosure(lit, loop, captured)
	}
	s.add(c)
}

// often says when what stands in loop runs again; nil is for no loop.
func (s *spot) often(loop ast.Stmt) string {
	if loop == nil {
		return "at every call of " + s.fn.Name.Name
	}
	return "in every round of the loop at " + s.where(loop.Pos())
}

func (s *spot) hoistAdvice(captured []*types.Var, loop ast.Stmt) string {
	for _, v := range captured {
		if loop != nil && within(v.Pos(), loop) {
			return "pass " + v.Name() + " as an argument instead"
		}
	}
	if loop != nil {
		return "make it once before the loop"
	}
	return "pass what it needs as arguments, or keep it with the receiver"
}

// startsGoroutine reports a literal in a go or defer statement, which need one.
func (s *spot) startsGoroutine() bool {
	for i := len(s.path) - 2; i >= 0; i-- {
		switch s.path[i].(type) {
		case *ast.GoStmt, *ast.DeferStmt:
			return true
		case ast.Stmt, *ast.FuncLit:
			return false
		}
	}
	return false
}

// captures are the variables of the function around lit that lit uses.
func (s *spot) captures(lit *ast.FuncLit) []*types.Var {
	var list []*types.Var
	seen := make(map[*types.Var]bool)
	ast.Inspect(lit.Body, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		if !ok {
			return true
		}
		v, ok := s.info().Uses[id].(*types.Var)
		if !ok || v.IsField() || seen[v] || within(v.Pos(), lit) || !within(v.Pos(), s.fn) {
			return true
		}
		seen[v] = true
		list = append(list, v)
		return true
	})
	return list
}

func namesOf(vars []*types.Var) string {
	var names []string
	for _, v := range vars {
		names = append(names, v.Name())
	}
	return strings.Join(names, ", ")
}
