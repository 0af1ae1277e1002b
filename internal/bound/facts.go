package bound

import (
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// Results is what is known about the results of a function.
type Results struct {
	Of []Result
}

// A Result is one result of a function, or one element of one.
type Result struct {
	Unbounded bool
	Words     string
	Live      bool     // as in Value
	Claimed   bool     // as in Value
	Where     string   // file:line of the source
	Pass      []Passed // what goes into it
	Name      string   // of an attribute
	Parts     []Result // of a list
}

// A Passed is a parameter, the receiver being the first, or what a method of it
// returns.
type Passed struct {
	Param  int
	Method string
}

func (*Results) AFact() {}

func (r *Results) String() string { return "results" }

// maxParts limits what is said of the elements of a list.
const maxParts = 64

func (r *Result) says() bool {
	return r.Unbounded || len(r.Pass) > 0 || r.Name != "" || len(r.Parts) > 0
}

// exportResults makes facts of the functions of the package: of those in only,
// where there is such a set.
func (e *Engine) exportResults(only map[*types.Func]bool) {
	for fn := range e.pkg.Decl {
		obj, ok := fn.Object().(*types.Func)
		if !ok || !obj.Exported() || obj.Pkg() != e.pass.Pkg || only != nil && !only[obj] {
			continue
		}
		fact := &Results{}
		useful := false
		for i := range fn.Signature.Results().Len() {
			r := e.factOf(fn, i)
			useful = useful || r.says()
			fact.Of = append(fact.Of, r)
		}
		if useful {
			e.pass.ExportObjectFact(obj, fact)
		}
	}
}

func (e *Engine) factOf(fn *ssa.Function, i int) Result {
	t := fn.Signature.Results().At(i).Type()
	if !mayCarry(t) {
		return Result{}
	}
	r := e.said(fn, e.result(fn, i))
	if isAttribute(t) {
		r.Name = e.returnedName(fn, 0)
	}
	if _, ok := t.Underlying().(*types.Slice); ok {
		r.Parts = e.parts(fn, i)
	}
	return r
}

// parts are the elements of a list that fn returns of which something is known.
func (e *Engine) parts(fn *ssa.Function, i int) []Result {
	var out []Result
	for _, b := range fn.Blocks {
		ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
		if !ok || i >= len(ret.Results) {
			continue
		}
		for _, el := range e.Elements(ret.Results[i]) {
			part := e.said(fn, e.ElementAt(el))
			part.Name = el.Name
			if part.Name == "" {
				part.Name = e.AttributeName(el.Value)
			}
			if (part.Unbounded || len(part.Pass) > 0) && len(out) < maxParts {
				out = append(out, part)
			}
		}
	}
	return out
}

// said is what a fact says of v, a value in fn.
func (e *Engine) said(fn *ssa.Function, v Value) Result {
	r := Result{Unbounded: v.Class == Unbounded && !v.Choice, Words: v.Words, Live: v.Live, Claimed: v.Claimed}
	if r.Unbounded {
		r.Where = v.Trail.source(e)
	}
	for _, p := range v.Params {
		if n := indexOf(fn, p.Param); n >= 0 && !p.Choice {
			r.Pass = append(r.Pass, Passed{n, p.Method})
		}
	}
	return r
}

func (t *Trail) source(e *Engine) string {
	if t == nil {
		return ""
	}
	for t.Prev != nil {
		t = t.Prev
	}
	return where(e.pass, t.Pos)
}

// fromFact is a result of a function of another package.
func (e *Engine) fromFact(callee *types.Func, args []ssa.Value, at ssa.Instruction, r Result) Value {
	if r.Unbounded {
		text := "the " + r.Words + " comes from " + callee.Name()
		if r.Where != "" {
			text = "the " + r.Words + " of " + r.Where + " comes from " + callee.Name()
		}
		return Value{Class: Unbounded, Words: r.Words, Live: r.Live, Claimed: r.Claimed, Trail: &Trail{at.Pos(), text, nil}}
	}
	out := unknown
	for _, p := range r.Pass {
		if p.Param >= len(args) {
			continue
		}
		v := e.Passed(args[p.Param], p.Method, at.Block())
		out = join(out, v.step(at.Pos(), "passes through "+callee.Name()))
	}
	return out
}

// foreignElements are the elements of a list that a function of another package
// returns.
func (e *Engine) foreignElements(call *ssa.Call, i int) []Element {
	callee := Callee(call.Common())
	var fact Results
	if callee == nil || !e.pass.ImportObjectFact(callee, &fact) || i >= len(fact.Of) {
		return nil
	}
	var out []Element
	for _, part := range fact.Of[i].Parts {
		v := e.fromFact(callee, operands(call.Common()), call, part)
		out = append(out, Element{Index: -1, Name: part.Name, Value: call, Known: &v, In: call})
	}
	return out
}
