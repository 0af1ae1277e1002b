package comm

import (
	"go/types"
	"maps"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// Roots are the functions worth exploring: those that may block, themselves or
// through what they call, literals only when they do not run as part of the
// function around them.
func (m *Model) Roots() []*ssa.Function {
	var out []*ssa.Function
	makers := m.findMakers()
	for _, fn := range m.pkg.Funcs {
		if m.matters[fn] && makers[fn] && fn.Synthetic == "" && !inTest(fn) {
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

// findMakers finds the functions that make, or call one of the package that makes,
// something that a goroutine can block on, or take a lock.
func (m *Model) findMakers() map[*ssa.Function]bool {
	makers := make(map[*ssa.Function]bool)
	users := make(map[*ssa.Function][]*ssa.Function)
	for _, fn := range m.pkg.Funcs {
		for _, b := range fn.Blocks {
			for _, in := range b.Instrs {
				if m.makes(in) {
					makers[fn] = true
				}
				if mc, ok := in.(*ssa.MakeClosure); ok {
					users[mc.Fn.(*ssa.Function)] = append(users[mc.Fn.(*ssa.Function)], fn)
				}
				if call, ok := in.(ssa.CallInstruction); ok && call.Common().StaticCallee() != nil {
					callee := originOf(call.Common().StaticCallee())
					users[callee] = append(users[callee], fn)
				}
			}
		}
	}
	spread(makers, users)
	return makers
}

// spread marks the users of what is marked, and theirs.
func spread(marked map[*ssa.Function]bool, users map[*ssa.Function][]*ssa.Function) {
	work := slices.Collect(maps.Keys(marked))
	for len(work) > 0 {
		fn := work[len(work)-1]
		work = work[:len(work)-1]
		for _, user := range users[fn] {
			if !marked[user] {
				marked[user] = true
				work = append(work, user)
			}
		}
	}
}

func (m *Model) makes(in ssa.Instruction) bool {
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
		switch m.fullName(obj.Origin()) {
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
