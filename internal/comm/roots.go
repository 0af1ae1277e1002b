package comm

import (
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// Roots are the functions worth exploring: those that may block, themselves or
// through what they call, literals only when they do not run as part of the
// function around them.
func (m *Model) Roots() []*ssa.Function {
	var out []*ssa.Function
	for _, fn := range m.pkg.Funcs {
		if m.matters[fn] && fn.Synthetic == "" && !inTest(fn) && m.makesOrLocks(fn, make(map[*ssa.Function]bool)) {
			out = append(out, fn)
		}
	}
	return out
}

// inTest reports a function of a test file, or one that a test calls. A test that
// blocks shows itself, and what a failed test leaves behind ends with it.
func inTest(fn *ssa.Function) bool {
	return isTestHelper(fn) || strings.HasSuffix(fn.Prog.Fset.Position(fn.Pos()).Filename, "_test.go")
}

// makesOrLocks reports whether fn, or what it calls, makes something that a
// goroutine can block on, or takes a lock.
func (m *Model) makesOrLocks(fn *ssa.Function, seen map[*ssa.Function]bool) bool {
	if seen[fn] || !m.own[fn] {
		return false
	}
	seen[fn] = true
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			if makes(in) {
				return true
			}
			if mc, ok := in.(*ssa.MakeClosure); ok && m.makesOrLocks(mc.Fn.(*ssa.Function), seen) {
				return true
			}
			call, ok := in.(ssa.CallInstruction)
			if !ok {
				continue
			}
			if callee := call.Common().StaticCallee(); callee != nil && m.makesOrLocks(originOf(callee), seen) {
				return true
			}
		}
	}
	return false
}

func makes(in ssa.Instruction) bool {
	switch in := in.(type) {
	case *ssa.MakeChan, *ssa.Go:
		return true
	case *ssa.Select:
		return len(in.States) == 0
	case *ssa.Send:
		return isNil(in.Chan)
	case *ssa.Alloc:
		return holdsPrimitive(in.Type().Underlying().(*types.Pointer).Elem(), 0)
	case ssa.CallInstruction:
		callee := in.Common().StaticCallee()
		if callee == nil {
			return false
		}
		obj, ok := callee.Object().(*types.Func)
		if !ok {
			return false
		}
		switch obj.Origin().FullName() {
		case "(*sync.Mutex).Lock", "(*sync.RWMutex).Lock", "(*sync.RWMutex).RLock", "sync.NewCond",
			"time.NewTimer", "time.AfterFunc", "context.WithCancel", "golang.org/x/sync/errgroup.WithContext":
			return true
		}
	case *ssa.UnOp:
		return isNil(in.X)
	}
	return false
}

func isNil(v ssa.Value) bool {
	c, ok := v.(*ssa.Const)
	if !ok || !c.IsNil() {
		return false
	}
	_, isChan := c.Type().Underlying().(*types.Chan)
	return isChan
}

func holdsPrimitive(t types.Type, depth int) bool {
	if kind, ok := primitive(t); ok {
		return kind != oOnce
	}
	s, ok := t.Underlying().(*types.Struct)
	if !ok || depth > 3 {
		return false
	}
	for f := range s.Fields() {
		if holdsPrimitive(f.Type(), depth+1) {
			return true
		}
	}
	return false
}
