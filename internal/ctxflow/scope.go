package ctxflow

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/catalog"
)

// A Usable is a context that code at some point could use.
type Usable struct {
	Expr  string        // how the source can write it
	What  string        // "parameter ctx", "request r", …
	Pos   token.Pos     // where it is declared
	Fn    *ssa.Function // whose parameter or local it is
	Blank bool          // a parameter that must get a name first
	Field bool          // of the receiver
	Param ssa.Value     // the parameter or the value itself
}

// CarrierExpr is the expression that takes a context out of a value of type t,
// with %s for the value; "" when t carries none.
func CarrierExpr(t types.Type) string {
	if expr := catalog.CtxCarriers()[types.TypeString(t, nil)]; expr != "" {
		return expr
	}
	if IsContext(t) {
		return ""
	}
	obj, _, _ := types.LookupFieldOrMethod(t, true, nil, "Context")
	fn, ok := obj.(*types.Func)
	if !ok || !isCarrierMethod(fn) {
		return ""
	}
	return "%s.Context()"
}

// Usables are the contexts in scope at an instruction, the nearest first:
// parameters, what parameters carry, and locals that a cancellation reaches. A
// literal has those of the function around it when it runs within its call.
func (f *Flows) Usables(at ssa.Instruction) []Usable {
	var out []Usable
	fn := at.Parent()
	point := at
	for range 10 {
		out = append(out, f.locals(fn, point)...)
		out = append(out, f.params(fn)...)
		mc := f.Places.Closure(fn)
		parent := fn.Parent()
		if parent == nil || !f.runsWithin(fn) {
			break
		}
		if mc != nil {
			point = mc
		} else {
			point = nil
		}
		fn = parent
	}
	return out
}

func (f *Flows) params(fn *ssa.Function) []Usable {
	var out []Usable
	for i, p := range fn.Params {
		if i == 0 && fn.Signature.Recv() != nil && !IsContext(p.Type()) {
			continue
		}
		blank := p.Object().Name() == "_" || p.Object().Name() == ""
		if IsContext(p.Type()) && catalog.CtxCarriers()[types.TypeString(p.Type(), nil)] == "" {
			name := p.Name()
			if blank {
				name = "ctx"
			}
			out = append(out, Usable{Expr: name, What: "the parameter " + name, Pos: p.Pos(), Fn: fn, Blank: blank, Param: p})
			continue
		}
		expr := CarrierExpr(p.Type())
		if expr == "" || blank || isHeld(p) {
			continue
		}
		expr = strings.ReplaceAll(expr, "%s", p.Name())
		out = append(out, Usable{Expr: expr, What: expr, Pos: p.Pos(), Fn: fn, Param: p})
	}
	return out
}

// isHeld reports parameters whose Context method says something else than how
// long the call lasts: a client or an object that is given a context for life.
func isHeld(p *ssa.Parameter) bool {
	t := types.TypeString(p.Type(), nil)
	switch {
	case strings.HasSuffix(t, "net/http.Request"):
		return false
	case strings.HasSuffix(t, "cobra.Command"), strings.HasPrefix(t, "*testing."), t == "testing.TB":
		return false
	case catalog.CtxCarriers()[t] != "":
		return false
	}
	name := t[strings.LastIndexByte(t, '.')+1:]
	return !strings.Contains(name, "Stream") && !strings.Contains(name, "Server") && !strings.Contains(name, "Request")
}

// locals are contexts that were derived before the instruction at in fn.
func (f *Flows) locals(fn *ssa.Function, at ssa.Instruction) []Usable {
	if at == nil || at.Parent() != fn {
		return nil
	}
	var out []Usable
	Instructions(fn, func(in ssa.Instruction) {
		v, ok := in.(ssa.Value)
		if !ok || !IsContext(v.Type()) || in == at || !before(in, at) {
			return
		}
		name := f.localName(v, at)
		if name == "" {
			return
		}
		o := f.Of(v)
		if o.Sources&(Nil|Unknown|Detached|Field) != 0 || o.Sources == 0 {
			return
		}
		if o.Only(Root) && !Cancellable(o) {
			return
		}
		out = append(out, Usable{Expr: name, What: "the variable " + name, Pos: definedAt(v), Fn: fn, Param: v})
	})
	return out
}

// definedAt is where v is made; the result of a call has no place of its own.
func definedAt(v ssa.Value) token.Pos {
	if ex, ok := v.(*ssa.Extract); ok {
		return ex.Tuple.Pos()
	}
	return v.Pos()
}

// localName is the variable that is assigned v, when it can be named at the
// instruction at.
func (f *Flows) localName(v ssa.Value, at ssa.Instruction) string {
	index := 0
	pos := v.Pos()
	if ex, ok := v.(*ssa.Extract); ok {
		index, pos = ex.Index, ex.Tuple.Pos()
	}
	idents := f.assigned()[pos]
	if index >= len(idents) || idents[index] == nil || !at.Pos().IsValid() {
		return ""
	}
	id := idents[index]
	obj := f.pass.TypesInfo.ObjectOf(id)
	if obj == nil || id.Name == "_" {
		return ""
	}
	scope := f.pass.Pkg.Scope().Innermost(at.Pos())
	if scope == nil {
		return ""
	}
	if _, found := scope.LookupParent(id.Name, at.Pos()); found != obj {
		return ""
	}
	return id.Name
}

// assigned are the variables that the results of a call are assigned to, by the
// place of its parenthesis.
func (f *Flows) assigned() map[token.Pos][]*ast.Ident {
	if f.lhs != nil {
		return f.lhs
	}
	f.lhs = make(map[token.Pos][]*ast.Ident)
	for _, file := range f.pass.Files {
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.AssignStmt:
				f.assign(n.Lhs, n.Rhs)
			case *ast.ValueSpec:
				var lhs []ast.Expr
				for _, id := range n.Names {
					lhs = append(lhs, id)
				}
				f.assign(lhs, n.Values)
			}
			return true
		})
	}
	return f.lhs
}

func (f *Flows) assign(lhs, rhs []ast.Expr) {
	if len(rhs) == 1 {
		if call, ok := ast.Unparen(rhs[0]).(*ast.CallExpr); ok {
			f.lhs[call.Lparen] = idents(lhs)
		}
		return
	}
	for i, e := range rhs {
		if call, ok := ast.Unparen(e).(*ast.CallExpr); ok && i < len(lhs) {
			f.lhs[call.Lparen] = idents(lhs[i : i+1])
		}
	}
}

func idents(exprs []ast.Expr) []*ast.Ident {
	out := make([]*ast.Ident, len(exprs))
	for i, e := range exprs {
		out[i], _ = e.(*ast.Ident)
	}
	return out
}

// Assigned are the variables that the results of a call are assigned to; nil
// where one is no plain variable.
func (f *Flows) Assigned(call *ssa.Call) []*ast.Ident { return f.assigned()[call.Pos()] }

// Cancellable reports whether a cancel function was made on the way to a context.
func Cancellable(o *Origin) bool {
	for _, d := range o.Derived {
		switch CalleeName(&d.Call) {
		case "context.WithCancel", "context.WithTimeout", "context.WithDeadline", "context.WithCancelCause", "context.WithTimeoutCause", "context.WithDeadlineCause":
			return true
		}
	}
	return false
}

// before reports whether a surely has run when b runs.
func before(a, b ssa.Instruction) bool {
	if a.Block() != b.Block() {
		return a.Block().Dominates(b.Block())
	}
	for _, in := range a.Block().Instrs {
		if in == a {
			return true
		}
		if in == b {
			return false
		}
	}
	return false
}

// Before reports whether a surely has run when b, of the same function, runs.
func Before(a, b ssa.Instruction) bool { return before(a, b) }

// A Role is what becomes of a function literal.
type Role string

const (
	Called   Role = "called"   // by the function that holds it
	Deferred Role = "deferred" // when that function returns
	Started  Role = "started"  // as a goroutine
	Passed   Role = "passed"   // to another function
	Kept     Role = "kept"     // returned or stored
)

// RoleOf tells what becomes of the literal fn, with the instruction that decides.
func (f *Flows) RoleOf(fn *ssa.Function) (Role, ssa.Instruction) {
	var v ssa.Value = fn
	if mc := f.Places.Closure(fn); mc != nil {
		v = mc
	}
	if v.Referrers() == nil { // a literal that captures nothing
		return f.roleOfPlain(fn)
	}
	return f.roleIn(v, *v.Referrers(), 0)
}

func (f *Flows) roleIn(v ssa.Value, refs []ssa.Instruction, depth int) (Role, ssa.Instruction) {
	role, at := Kept, ssa.Instruction(nil)
	for _, ref := range refs {
		if r, in := f.roleAt(v, ref, depth); r != "" {
			role, at = r, in
		}
		if role == Kept && at != nil {
			return role, at
		}
	}
	return role, at
}

func (f *Flows) roleAt(v ssa.Value, ref ssa.Instruction, depth int) (Role, ssa.Instruction) {
	switch ref := ref.(type) {
	case *ssa.DebugRef:
		return "", nil
	case *ssa.Go:
		if ref.Call.Value == v {
			return Started, ref
		}
		return Passed, ref
	case *ssa.Defer:
		if ref.Call.Value == v {
			return Deferred, ref
		}
		return Passed, ref
	case *ssa.Call:
		if ref.Call.Value == v {
			return Called, ref
		}
		return Passed, ref
	case *ssa.Store:
		cell := f.Places.Cell(ref.Addr)
		if cell == nil || depth > 0 || ref.Val != v {
			return Kept, ref
		}
		var loads []ssa.Instruction
		role, at := Called, ssa.Instruction(ref)
		for _, r := range *cell.Referrers() {
			load, ok := r.(*ssa.UnOp)
			if !ok {
				continue
			}
			loads = *load.Referrers()
			if got, in := f.roleIn(load, loads, depth+1); got != Called {
				role, at = got, in
			}
		}
		return role, at
	case *ssa.ChangeType:
		return f.roleIn(ref, *ref.Referrers(), depth)
	}
	return Kept, ref
}

// roleOfPlain looks for uses of a literal without captured variables, which is
// a constant and knows no referrers.
func (f *Flows) roleOfPlain(fn *ssa.Function) (Role, ssa.Instruction) {
	role, at := Kept, ssa.Instruction(nil)
	if fn.Parent() == nil {
		return role, at
	}
	var buf [8]*ssa.Value
	Instructions(fn.Parent(), func(in ssa.Instruction) {
		for _, op := range in.Operands(buf[:0]) {
			if *op == ssa.Value(fn) {
				role, at = f.roleAt(fn, in, 0)
			}
		}
	})
	return role, at
}

// runsWithin reports whether the literal fn runs while the function that holds
// it does.
func (f *Flows) runsWithin(fn *ssa.Function) bool {
	role, at := f.RoleOf(fn)
	switch role {
	case Called, Deferred:
		return true
	case Passed:
		return f.calledBack(fn, at)
	}
	return false
}

// calledBack reports whether the function that a literal is passed to runs it
// before it returns: both speak of errors, as transactions and retries do.
func (f *Flows) calledBack(fn *ssa.Function, at ssa.Instruction) bool {
	call, ok := at.(*ssa.Call)
	if !ok {
		return false
	}
	if obj := CalleeObject(&call.Call); obj == nil || obj.Pkg() == nil || strings.HasSuffix(obj.Pkg().Path(), "singleflight") {
		return false
	}
	return endsInError(fn.Signature) && endsInError(call.Call.Signature())
}

func endsInError(sig *types.Signature) bool {
	n := sig.Results().Len()
	return n > 0 && types.TypeString(sig.Results().At(n-1).Type(), nil) == "error"
}

// AssignedIdents are all variables of the package that are assigned the result
// of a call.
func (f *Flows) AssignedIdents() []*ast.Ident {
	var out []*ast.Ident
	for _, ids := range f.assigned() {
		for _, id := range ids {
			if id != nil {
				out = append(out, id)
			}
		}
	}
	return out
}
