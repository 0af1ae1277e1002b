package bound

import (
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/catalog"
)

// Callee is the function or interface method that a call names, or nil.
func Callee(c *ssa.CallCommon) *types.Func {
	if c.IsInvoke() {
		return c.Method
	}
	if fn := c.StaticCallee(); fn != nil {
		if o := fn.Origin(); o != nil {
			fn = o
		}
		obj, _ := fn.Object().(*types.Func)
		return obj
	}
	return nil
}

// operands are the receiver, if any, and the arguments of a call.
func operands(c *ssa.CallCommon) []ssa.Value {
	if c.IsInvoke() {
		return append([]ssa.Value{c.Value}, c.Args...)
	}
	return c.Args
}

// call is what result i of a call can be.
func (e *Engine) call(call *ssa.Call, i int) Value {
	c := call.Common()
	if b, ok := c.Value.(*ssa.Builtin); ok {
		if b.Name() == "append" {
			return e.all(call)
		}
		return unknown
	}
	callee := Callee(c)
	if callee != nil {
		if src, ok := sourceOf(callee); ok && src.Param == "" {
			return e.known(call, callee, src)
		}
	}
	if fn := e.body(c); fn != nil {
		return e.substitute(e.result(fn, i), fn, call)
	}
	if callee != nil {
		var fact Results
		if e.pass.ImportObjectFact(callee, &fact) && i < len(fact.Of) {
			return e.fromFact(callee, operands(c), call, fact.Of[i])
		}
		if passesValue(callee) {
			return e.At(c.Args[0], call.Block()).step(call.Pos(), "passes through "+callee.Name())
		}
	}
	if callee == nil {
		return e.indirect(call, i)
	}
	if c.IsInvoke() && len(c.Args) == 0 && i == 0 {
		return e.Passed(c.Value, c.Method.Name(), call.Block()).step(call.Pos(), "is what "+c.Method.Name()+" returns")
	}
	return unknown
}

// known is the result of a function in the catalog.
func (e *Engine) known(call *ssa.Call, callee *types.Func, src catalog.Source) Value {
	if src.Kind != "pass" {
		if of := e.fewOf(call, callee); of.Class <= Bounded && !of.none() {
			return of
		}
		return source(src, call.Pos(), nil, callee.Name())
	}
	args := operands(call.Common())
	if callee.FullName() == "fmt.Sprintf" && printsPointer(args[0]) {
		return Value{Class: Unbounded, Words: "address in memory", Trail: &Trail{call.Pos(), "the address in memory is printed by Sprintf", nil}}
	}
	out := Value{}
	for n, arg := range src.Args {
		if arg >= len(args) {
			continue
		}
		v := e.At(args[arg], call.Block())
		if callee.Pkg().Path() == "fmt" {
			v = e.printed(args, arg, v, call.Block())
		}
		if n == 0 {
			out = v
			continue
		}
		out = product(out, v)
	}
	if out.Class == Const {
		out = Value{Class: Bounded, N: max(len(out.Set), 1), Words: "constants", Params: out.Params}
	}
	return out.step(call.Pos(), "passes through "+callee.Name())
}

// printed is v, what fmt is given as an argument, where its elements are not
// text, but errors or values with a method String.
func (e *Engine) printed(args []ssa.Value, arg int, v Value, block *ssa.BasicBlock) Value {
	if v.Class == Unbounded || isString(args[arg].Type()) {
		return v
	}
	format, hasFormat := stringOf(args[0])
	for i, el := range e.Elements(args[arg]) {
		if el.Known != nil || len(el.Call) > 0 || hasFormat && !asText(format, i) {
			continue
		}
		for _, method := range []string{"Error", "String"} {
			text := e.textOf(el.Value, method, block)
			if text.Class == Unbounded && !text.Choice {
				return join(v, text)
			}
		}
	}
	return v
}

// asText reports whether verb i of a format calls Error or String.
func asText(format string, i int) bool {
	parts := strings.Split(strings.ReplaceAll(format, "%%", ""), "%")[1:]
	if i >= len(parts) {
		return false
	}
	verb := strings.TrimLeft(parts[i], "+-# 0123456789.[]*")
	return verb != "" && strings.ContainsRune("vsqxX", rune(verb[0]))
}

// textOf is what a method of v, which the catalog knows, returns.
func (e *Engine) textOf(v ssa.Value, method string, block *ssa.BasicBlock) Value {
	v = concrete(v)
	obj, _, _ := types.LookupFieldOrMethod(v.Type(), true, e.pass.Pkg, method)
	fn, ok := obj.(*types.Func)
	if !ok {
		return unknown
	}
	src, ok := sourceOf(fn)
	if !ok || src.Kind != "unbounded" && src.Kind != "object" {
		return unknown
	}
	if of := e.At(v, block); of.Class <= Bounded && len(of.Params) == 0 && !of.none() {
		return unknown // one of a few
	}
	return source(src, v.Pos(), nil, fn.Name())
}

func printsPointer(format ssa.Value) bool {
	text, ok := stringOf(format)
	return ok && strings.Contains(strings.ReplaceAll(text, "%%", ""), "%p")
}

// fewOf is what the receiver of a call can be. A method of one of a few values
// returns one of a few.
func (e *Engine) fewOf(call *ssa.Call, callee *types.Func) Value {
	if callee.Signature().Recv() == nil {
		return unknown
	}
	out := e.At(operands(call.Common())[0], call.Block())
	if len(out.Params) > 0 {
		return unknown
	}
	return out
}

// body is the function of this package that a call runs.
func (e *Engine) body(c *ssa.CallCommon) *ssa.Function {
	fn := c.StaticCallee()
	if fn == nil || len(fn.Blocks) == 0 {
		return nil
	}
	return fn
}

// result is what result i of fn can be, in terms of its parameters.
func (e *Engine) result(fn *ssa.Function, i int) Value {
	key := resultKey{fn, i}
	if out, ok := e.results[key]; ok {
		return out
	}
	if e.computing[key] || e.depth > maxDepth {
		return Value{}
	}
	e.computing[key] = true
	out := Value{}
	for _, b := range fn.Blocks {
		ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
		if !ok || i >= len(ret.Results) {
			continue
		}
		v := e.At(ret.Results[i], b).step(ret.Pos(), "is returned by "+fn.Name())
		if v.wild() && e.chosen(testsOf(b), returns(fn)) {
			v = v.byChoice()
		}
		out = join(out, v)
	}
	delete(e.computing, key)
	e.results[key] = out
	return out
}

// substitute puts the arguments of call for the parameters of fn in v.
func (e *Engine) substitute(v Value, fn *ssa.Function, call ssa.CallInstruction) Value {
	out := v
	out.Params = nil
	args := call.Common().Args
	for _, p := range v.Params {
		n := indexOf(fn, p.Param)
		if n < 0 || n >= len(args) {
			if n < 0 {
				out.Params = append(out.Params, p) // of a function around fn
			}
			continue
		}
		arg := e.Passed(args[n], p.Method, call.Block()).step(call.Pos(), "is given to "+fn.Name())
		if p.Choice {
			arg = arg.byChoice()
		}
		if arg.Class == Unbounded {
			arg.Trail = p.Trail.onto(arg.Trail)
		}
		for i := range arg.Params {
			arg.Params[i].Trail = p.Trail.onto(arg.Params[i].Trail)
		}
		out = join(out, arg)
	}
	return out
}

// source is a value whose origin the catalog knows.
func source(src catalog.Source, pos token.Pos, owner types.Type, name string) Value {
	switch src.Kind {
	case "unbounded", "object":
		if owner != nil {
			name = types.TypeString(owner, (*types.Package).Name) + "." + name
		}
		return Value{Class: Unbounded, Words: src.Words, Live: src.Kind == "object", Trail: &Trail{pos, "the " + src.Words + " is read from " + name, nil}}
	case "bounded":
		return bounded(src.N, src.Words)
	}
	return unknown
}
