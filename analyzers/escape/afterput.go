package escape

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/report"
	"github.com/govlint/govlint/internal/spawn"
)

// checkPoolFlow reports what is done to values that are back in their pool, or
// will be when the function returns.
func (c *checker) checkPoolFlow() {
	puts := 0
	for _, p := range c.census.pools {
		puts += len(p.puts)
	}
	if puts == 0 {
		return
	}
	f := newPoolFlow(c.flow())
	for _, fn := range f.pkg.Funcs {
		if c.inTest(fn.Pos()) {
			continue
		}
		for _, put := range f.of(fn) {
			if !put.put {
				continue
			}
			if put.deferred() {
				c.checkKept(f, put)
				c.checkSecondPut(f, put)
				continue
			}
			c.checkAfterPut(f, put)
			c.checkStored(f, put)
		}
	}
	c.checkNoReset(f)
	c.checkGrown(f)
}

// known reports a root that tells two values apart: not a constant.
func known(root ssa.Value) bool {
	switch root.(type) {
	case *ssa.Const, *ssa.Global, nil:
		return false
	}
	return true
}

// checkAfterPut reports the first use of a value that can run after its Put.
func (c *checker) checkAfterPut(f *poolFlow, put *poolSite) {
	root := f.root(put.value)
	if !known(root) {
		return
	}
	var at ssa.Instruction
	what := ""
	eachInstr(put.in.Parent(), func(in ssa.Instruction) {
		verb := f.use(in, root)
		if verb == "" || in == ssa.Instruction(put.in) || !reachesAnew(put.in, in, root) || f.sameCondition(put.in, in) {
			return
		}
		if !in.Pos().IsValid() {
			return
		}
		if at == nil || in.Pos() < at.Pos() && at.Pos() > put.in.Pos() && in.Pos() > put.in.Pos() {
			at, what = in, verb
		}
	})
	if at == nil {
		return
	}
	steps := c.putSteps(put)
	c.emit(report.Finding{
		Kind: "pool-use-after-put", Pos: at.Pos(),
		Message: fmt.Sprintf("%s is %s here although it was put into the pool at %s: another goroutine may have it by now, and both write to the same memory; put it back last",
			c.valueName(put), what, c.where(put.in.Pos())),
		Witness: append(steps, report.Step{Pos: at.Pos(), Text: "and " + what + " here"}),
	})
}

func (c *checker) putSteps(put *poolSite) []report.Step {
	steps := []report.Step{{Pos: put.in.Pos(), Text: c.valueName(put) + " is put back here"}}
	if put.via != nil {
		steps[0].Text = c.valueName(put) + " is given away here"
		steps = append(steps, report.Step{Pos: put.via.Pos(), Text: "and put into the pool"})
	}
	return steps
}

// reachesAnew reports whether to can run after from with the root that from
// saw: not by way of the place that makes a new one.
func reachesAnew(from, to ssa.Instruction, root ssa.Value) bool {
	var avoid *ssa.BasicBlock
	if in, ok := root.(ssa.Instruction); ok && in.Parent() == from.Parent() {
		avoid = in.Block()
		if from.Block() == avoid && to.Block() == avoid {
			return before(from, to)
		}
		if to.Block() == avoid {
			return false
		}
	}
	return spawn.Reaches(from, to, avoid)
}

// before reports the order of two instructions of one block.
func before(a, b ssa.Instruction) bool {
	for _, in := range a.Block().Instrs {
		switch in {
		case a:
			return true
		case b:
			return false
		}
	}
	return false
}

// use says what in does with memory whose root is root, "" for nothing.
func (f *poolFlow) use(in ssa.Instruction, root ssa.Value) string {
	is := func(v ssa.Value) bool { return v != nil && f.root(v) == root }
	switch in := in.(type) {
	case *ssa.UnOp:
		if in.Op == token.MUL && is(in.X) && !f.isVariable(in.X) && !f.onceSet(in.X) {
			return "read"
		}
	case *ssa.Store:
		if is(in.Addr) && !f.isVariable(in.Addr) {
			return "written"
		}
		if is(in.Val) && !f.isVariable(in.Addr) {
			return "stored"
		}
	case *ssa.MapUpdate:
		if is(in.Map) {
			return "written"
		}
		if is(in.Value) {
			return "stored"
		}
	case *ssa.Lookup:
		if is(in.X) {
			return "read"
		}
	case *ssa.Send:
		if is(in.X) {
			return "sent"
		}
	case *ssa.Return:
		for _, r := range in.Results {
			if is(r) {
				return "returned"
			}
		}
	case ssa.CallInstruction:
		return f.callUse(in, is)
	}
	return ""
}

func (f *poolFlow) callUse(in ssa.CallInstruction, is func(ssa.Value) bool) string {
	call := in.Common()
	if b, ok := call.Value.(*ssa.Builtin); ok && (b.Name() == "len" || b.Name() == "cap") {
		return ""
	}
	site := f.direct(in)
	for _, arg := range call.Args {
		if !is(arg) {
			continue
		}
		if site != nil && site.put {
			return "put back a second time"
		}
		return "used"
	}
	if call.IsInvoke() && is(call.Value) {
		return "used"
	}
	return ""
}

// sameCondition reports two instructions that depend on one condition: a flag
// that says whether the value was put back.
func (f *poolFlow) sameCondition(a, b ssa.Instruction) bool {
	conds := make(map[any]bool)
	for _, cond := range conditions(a.Block()) {
		conds[f.conditionKey(cond)] = true
	}
	for _, cond := range conditions(b.Block()) {
		if conds[f.conditionKey(cond)] {
			return !a.Block().Dominates(b.Block())
		}
	}
	return false
}

// conditionKey is a condition without its negations, a variable for what is
// read from it.
func (f *poolFlow) conditionKey(v ssa.Value) any {
	switch x := v.(type) {
	case *ssa.UnOp:
		if x.Op == token.NOT {
			return f.conditionKey(x.X)
		}
		if x.Op == token.MUL {
			return f.places.Of(x)
		}
	case *ssa.BinOp:
		if _, ok := x.Y.(*ssa.Const); ok {
			return f.conditionKey(x.X)
		}
	}
	return v
}

// conditions are those that decide whether b runs, as dominators tell them.
func conditions(b *ssa.BasicBlock) []ssa.Value {
	var out []ssa.Value
	for d := b.Idom(); d != nil; d = d.Idom() {
		branch, ok := d.Instrs[len(d.Instrs)-1].(*ssa.If)
		if ok && (leads(d.Succs[0], b) || leads(d.Succs[1], b)) {
			out = append(out, branch.Cond)
		}
	}
	return out
}

// leads reports whether b runs only by way of the branch that begins with succ.
func leads(succ, b *ssa.BasicBlock) bool { return len(succ.Preds) == 1 && succ.Dominates(b) }

// checkSecondPut reports a Put of a value that a deferred Put puts back as well.
func (c *checker) checkSecondPut(f *poolFlow, put *poolSite) {
	root := f.root(put.value)
	if !known(root) {
		return
	}
	for _, other := range f.of(put.in.Parent()) {
		if !other.put || other == put || f.root(other.value) != root || !reachesAnew(put.in, other.in, root) {
			continue
		}
		c.emit(report.Finding{
			Kind: "pool-use-after-put", Pos: other.in.Pos(),
			Message: fmt.Sprintf("%s is put back here and a second time by the call deferred at %s: two goroutines get the same memory; put it back once",
				c.valueName(other), c.where(put.in.Pos())),
			Witness: append(c.putSteps(put), c.putSteps(other)...),
		})
		return
	}
}

// checkKept reports memory that is returned, stored or sent although a deferred
// Put puts it back.
func (c *checker) checkKept(f *poolFlow, put *poolSite) {
	root := f.root(put.value)
	if !known(root) {
		return
	}
	eachInstr(put.in.Parent(), func(in ssa.Instruction) {
		what := f.keeps(in, root)
		if what == "" || !spawn.Reaches(put.in, in, nil) {
			return
		}
		c.reportKept(put, in, what)
	})
}

// checkStored reports memory that was stored or sent and is then put back.
func (c *checker) checkStored(f *poolFlow, put *poolSite) {
	root := f.root(put.value)
	if !known(root) {
		return
	}
	eachInstr(put.in.Parent(), func(in ssa.Instruction) {
		what := f.keeps(in, root)
		if what == "" || what == "returned" || in.Block() != put.in.Block() && !in.Block().Dominates(put.in.Block()) || !spawn.Reaches(in, put.in, nil) {
			return
		}
		c.reportKept(put, in, what)
	})
}

func (c *checker) reportKept(put *poolSite, in ssa.Instruction, what string) {
	c.emit(report.Finding{
		Kind: "pool-foreign", Pos: in.Pos(),
		Message: fmt.Sprintf("the memory of %s is %s here and goes back to the pool at %s: the next Get overwrites what the other still reads; copy it, or do not put it back",
			c.valueName(put), what, c.where(put.in.Pos())),
		Witness: append([]report.Step{{Pos: in.Pos(), Text: what + " here"}}, c.putSteps(put)...),
	})
}

// keeps says how in makes memory with this root outlive the function, "" when
// it does not. A struct that holds itself is not kept by anybody.
func (f *poolFlow) keeps(in ssa.Instruction, root ssa.Value) string {
	verb := f.use(in, root)
	switch in := in.(type) {
	case *ssa.Return, *ssa.Send:
		return verb
	case *ssa.Store:
		if verb != "stored" || f.local(in.Addr) || f.root(in.Addr) == root || f.overwritten(in) {
			return ""
		}
		return verb
	case *ssa.MapUpdate:
		if verb != "stored" || f.local(in.Map) {
			return ""
		}
		return verb
	}
	return ""
}

// overwritten reports a store that another one to the same place takes back.
func (f *poolFlow) overwritten(store *ssa.Store) bool {
	found := false
	p := f.places.Of(store.Addr)
	eachInstr(store.Parent(), func(in ssa.Instruction) {
		other, ok := in.(*ssa.Store)
		if ok && other != store && f.places.Of(other.Addr) == p && spawn.Reaches(store, other, nil) {
			found = true
		}
	})
	return found
}

// local reports memory that the function made itself.
func (f *poolFlow) local(addr ssa.Value) bool {
	switch f.root(addr).(type) {
	case *ssa.Alloc, *ssa.MakeMap, *ssa.MakeSlice, *ssa.Call, *ssa.Extract, *ssa.Phi:
		return true
	}
	return false
}

// valueName is what source calls the value that is put.
func (c *checker) valueName(put *poolSite) string {
	in := put.in
	if put.via != nil && in.Common().StaticCallee() != nil && in.Common().StaticCallee().Parent() != nil {
		in = put.via // the literal that is deferred has no argument for it
	}
	if call := c.callExpr(in.Common().Pos()); call != nil {
		for _, arg := range call.Args {
			if name := types.ExprString(ast.Unparen(arg)); len(name) < 30 {
				return name
			}
		}
	}
	return "the value"
}

// callExpr is the call whose parenthesis stands at pos.
func (c *checker) callExpr(pos token.Pos) *ast.CallExpr {
	if c.calls == nil {
		c.calls = make(map[token.Pos]*ast.CallExpr)
		for _, file := range c.pass.Files {
			ast.Inspect(file, func(n ast.Node) bool {
				if call, ok := n.(*ast.CallExpr); ok {
					c.calls[call.Lparen] = call
				}
				return true
			})
		}
	}
	return c.calls[pos]
}
