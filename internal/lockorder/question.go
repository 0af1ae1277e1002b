package lockorder

import (
	"go/constant"
	"go/token"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// A question is a condition on a field, or on a parameter, that has to hold for
// an instruction to run.
type question struct {
	about any // *types.Var or *ssa.Parameter
	is    string
}

// questions are those on the way to block b.
func (f *finder) questions(b *ssa.BasicBlock) []question {
	var out []question
	for d := b.Idom(); d != nil; d = d.Idom() {
		if len(d.Instrs) == 0 {
			continue
		}
		cond, ok := d.Instrs[len(d.Instrs)-1].(*ssa.If)
		if !ok {
			continue
		}
		for i, s := range d.Succs {
			if len(s.Preds) == 1 && s.Dominates(b) {
				if q, ok := f.question(cond.Cond, i == 0); ok {
					out = append(out, q)
				}
			}
		}
	}
	return out
}

func (f *finder) question(cond ssa.Value, truth bool) (question, bool) {
	switch c := cond.(type) {
	case *ssa.UnOp:
		if c.Op == token.NOT {
			return f.question(c.X, !truth)
		}
	case *ssa.BinOp:
		k, ok := c.Y.(*ssa.Const)
		if !ok || c.Op != token.EQL && c.Op != token.NEQ {
			return question{}, false
		}
		q := question{about: f.subject(c.X), is: answer(k)}
		if (c.Op == token.EQL) != truth {
			q.is = "not " + q.is
		}
		return q, q.about != nil
	}
	q := question{about: f.subject(cond), is: constant.MakeBool(truth).String()}
	return q, q.about != nil
}

// subject is what v was read from.
func (f *finder) subject(v ssa.Value) any {
	if call, ok := v.(*ssa.Call); ok && strings.HasPrefix(atomicCall(call.Common()), "Load") {
		v = call.Common().Args[0]
	}
	if load, ok := v.(*ssa.UnOp); ok && load.Op == token.MUL {
		if cell := f.places.Cell(load.X); cell != nil { // a variable that a literal captures
			if stores := f.places.Stores(cell); len(stores) == 1 {
				v = stores[0].Val
			}
		}
	}
	if p, ok := v.(*ssa.Parameter); ok {
		return p
	}
	if c := f.places.Of(v).Class(); c != nil {
		return c
	}
	return nil
}

// answered takes the arguments of a call of callee for its parameters. It
// reports false when they give another answer.
func (f *finder) answered(asked []question, callee *ssa.Function, args []ssa.Value) ([]question, bool) {
	var out []question
	for _, q := range asked {
		p, ok := q.about.(*ssa.Parameter)
		if !ok || p.Parent() != callee {
			out = append(out, q)
			continue
		}
		i := slices.Index(callee.Params, p)
		if i < 0 || i >= len(args) || args[i] == nil {
			continue
		}
		if k, ok := args[i].(*ssa.Const); ok {
			if differ(q.is, answer(k)) {
				return nil, false
			}
			continue
		}
		if q.about = f.subject(args[i]); q.about != nil {
			out = append(out, q)
		}
	}
	return out, true
}

// alwaysAsked are the conditions that hold at every call of fn.
func (f *finder) alwaysAsked(fn *ssa.Function) []question {
	if asked, ok := f.alwaysAsk[fn]; ok {
		return asked
	}
	f.alwaysAsk[fn] = nil // of a recursive call
	if f.isStart(fn) {
		return nil
	}
	var out []question
	for i, s := range f.callersOf(fn) {
		asked := append(f.questions(s.in.Block()), f.alwaysAsked(s.fn)...)
		if i == 0 {
			out = asked
			continue
		}
		out = slices.DeleteFunc(out, func(q question) bool { return !slices.Contains(asked, q) })
	}
	f.alwaysAsk[fn] = out
	return out
}

// contradict reports whether a and b ask one field for different answers.
func (f *finder) contradict(a, b *Edge) bool {
	others := append(slices.Clip(b.Wants.asked), f.alwaysAsked(b.Fn)...)
	for _, p := range append(slices.Clip(a.Wants.asked), f.alwaysAsked(a.Fn)...) {
		if _, isParam := p.about.(*ssa.Parameter); isParam {
			continue // each call has its own
		}
		for _, q := range others {
			if p.about == q.about && differ(p.is, q.is) {
				return true
			}
		}
	}
	return false
}

// differ reports answers that cannot both be given.
func differ(a, b string) bool {
	notA, isNotA := strings.CutPrefix(a, "not ")
	notB, isNotB := strings.CutPrefix(b, "not ")
	switch {
	case isNotA && isNotB:
		return false
	case isNotA:
		return notA == b
	case isNotB:
		return notB == a
	}
	return a != b
}
