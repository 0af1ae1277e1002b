package goroutineleak

import (
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/comm"
)

// runsOnce reports whether fn runs once a process: main, init, a command, what sync.Once
// runs, tests, and functions that only such call.
func (c *checker) runsOnce(fn *ssa.Function, depth int) bool {
	if comm.IsCommand(fn) {
		return true
	}
	for fn.Parent() != nil {
		if c.passedToOnce(fn) {
			return true
		}
		fn = fn.Parent()
	}
	if fn.Signature.Recv() != nil {
		return false
	}
	if fn.Name() == "init" || fn.Name() == "main" && fn.Pkg.Pkg.Name() == "main" || fn.Synthetic != "" {
		return true
	}
	if depth > 3 || token.IsExported(fn.Name()) && fn.Pkg.Pkg.Name() != "main" {
		return false
	}
	calls := c.callsOf(fn)
	for _, call := range calls {
		if !onceByFlag(call) && !c.runsOnce(call.Parent(), depth+1) {
			return false
		}
	}
	return len(calls) > 0
}

// callsOf are the calls of fn in the package.
func (c *checker) callsOf(fn *ssa.Function) []ssa.CallInstruction {
	if c.calledBy == nil {
		c.calledBy = make(map[*ssa.Function][]ssa.CallInstruction)
		for _, f := range c.pkg.Funcs {
			for _, b := range f.Blocks {
				for _, in := range b.Instrs {
					call, ok := in.(ssa.CallInstruction)
					if !ok {
						continue
					}
					if callee := call.Common().StaticCallee(); callee != nil {
						c.calledBy[callee] = append(c.calledBy[callee], call)
					}
				}
			}
		}
	}
	return c.calledBy[fn]
}

// passedToOnce reports whether the literal fn is what a sync.Once runs.
func (c *checker) passedToOnce(fn *ssa.Function) bool {
	for _, b := range fn.Parent().Blocks {
		for _, in := range b.Instrs {
			call, ok := in.(ssa.CallInstruction)
			if !ok {
				continue
			}
			callee := call.Common().StaticCallee()
			if callee == nil || callee.Pkg == nil || callee.Pkg.Pkg.Path() != "sync" {
				continue
			}
			for _, a := range call.Common().Args {
				if mc, ok := a.(*ssa.MakeClosure); ok && mc.Fn == fn || a == ssa.Value(fn) {
					return true
				}
			}
		}
	}
	return false
}

// onceByFlag reports a start or call on the side of a branch that is taken once a
// process: it asks a variable of the package, or a field of one, and sets it.
//
//	if !janitor.started {
//		janitor.started = true
//		go janitor.run()
//	}
func onceByFlag(in ssa.Instruction) bool {
	for b := in.Block(); b.Idom() != nil; b = b.Idom() {
		branch, ok := b.Idom().Instrs[len(b.Idom().Instrs)-1].(*ssa.If)
		if !ok || len(b.Preds) != 1 {
			continue
		}
		if swapsFlag(branch.Cond) {
			return true
		}
		flag := asked(branch.Cond)
		if flag == nil {
			continue
		}
		for _, other := range b.Parent().Blocks {
			if b.Dominates(other) && slices.ContainsFunc(other.Instrs, func(in ssa.Instruction) bool {
				st, ok := in.(*ssa.Store)
				return ok && sameVariable(st.Addr, flag)
			}) {
				return true
			}
		}
	}
	return false
}

// asked is the address of the package's variable that a condition asks, itself or
// whether it is nil or zero.
func asked(cond ssa.Value) ssa.Value {
	if cmp, ok := cond.(*ssa.BinOp); ok && (cmp.Op == token.EQL || cmp.Op == token.NEQ) {
		cond = cmp.X
	}
	load, ok := cond.(*ssa.UnOp)
	if !ok || load.Op != token.MUL || !ofPackage(load.X) {
		return nil
	}
	return load.X
}

// swapsFlag reports a compare and swap of such a variable.
func swapsFlag(cond ssa.Value) bool {
	call, ok := cond.(*ssa.Call)
	if !ok || call.Call.StaticCallee() == nil || len(call.Call.Args) == 0 {
		return false
	}
	obj, ok := call.Call.StaticCallee().Object().(*types.Func)
	return ok && obj.Pkg() != nil && obj.Pkg().Path() == "sync/atomic" && strings.HasPrefix(obj.Name(), "CompareAndSwap") &&
		ofPackage(call.Call.Args[0])
}

// ofPackage reports the address of a variable of the package, or of a field of one.
func ofPackage(addr ssa.Value) bool {
	switch a := addr.(type) {
	case *ssa.Global:
		return true
	case *ssa.FieldAddr:
		return ofPackage(a.X)
	case *ssa.UnOp:
		return a.Op == token.MUL && ofPackage(a.X)
	}
	return false
}

func sameVariable(a, b ssa.Value) bool {
	switch a := a.(type) {
	case *ssa.Global:
		return a == b
	case *ssa.FieldAddr:
		b, ok := b.(*ssa.FieldAddr)
		return ok && a.Field == b.Field && sameVariable(a.X, b.X)
	case *ssa.UnOp:
		b, ok := b.(*ssa.UnOp)
		return ok && a.Op == b.Op && sameVariable(a.X, b.X)
	}
	return false
}
