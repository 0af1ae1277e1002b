package ctxprop

import (
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/ctxflow"
)

// Work that must be done whatever was cancelled, by the words of its name.
var endings = map[string]bool{
	"shutdown": true, "close": true, "closer": true, "rollback": true, "cleanup": true, "clean": true, "teardown": true,
	"stop": true, "release": true, "abort": true, "dispose": true, "destroy": true, "terminate": true, "drain": true,
	"unlock": true, "revert": true, "undo": true, "finish": true, "finalize": true, "kill": true, "unregister": true,
	"deregister": true, "unmount": true, "revoke": true, "compensate": true, "disconnect": true, "quit": true, "exit": true,
	"fini": true, "reap": true, "discard": true, "cancel": true, "evict": true, "expire": true,
}

// Work that starts something that lives longer than the call.
var beginnings = map[string]bool{
	"new": true, "start": true, "open": true, "run": true, "serve": true, "watch": true, "listen": true, "init": true,
	"setup": true, "register": true, "make": true, "create": true, "must": true, "launch": true, "spawn": true,
	"subscribe": true, "provision": true, "dial": true, "connect": true, "build": true, "bootstrap": true, "load": true,
}

func isEnding(name string) bool {
	words := ctxflow.Words(name)
	for i, w := range words {
		if endings[w] || i+1 < len(words) && (w == "clean" || w == "tear" || w == "shut" || w == "roll" || w == "un") && endings[w+words[i+1]] {
			return true
		}
		if i+1 < len(words) && (w+words[i+1] == "teardown" || w+words[i+1] == "shutdown" || w+words[i+1] == "rollback") {
			return true
		}
	}
	return false
}

func isBeginning(name string) bool {
	words := ctxflow.Words(name)
	return len(words) > 0 && beginnings[words[0]]
}

// mayDetach reports whether a root context, or none, is as it should be at the
// call in: the work is a clean-up, the consequence of an error or of the
// cancellation itself, a log, or somebody wrote down why.
func (c *checker) mayDetach(in ssa.CallInstruction) bool {
	if _, ok := in.(*ssa.Defer); ok {
		return true
	}
	if obj := ctxflow.CalleeObject(in.Common()); obj != nil && isEnding(obj.Name()) {
		return true
	}
	return c.detachedFunc(in.Parent()) || c.failingAt(in) || c.commented(in.Pos()) || c.inTest(in.Pos())
}

// detachedFunc reports whether fn as a whole is allowed to detach.
func (c *checker) detachedFunc(fn *ssa.Function) bool {
	for f := fn; f != nil; f = f.Parent() {
		if f.Parent() == nil {
			obj, _ := f.Object().(*types.Func)
			if obj == nil {
				return false
			}
			return isEnding(obj.Name()) || ctxflow.LogOnly(obj) || isEntry(f) || helpsTests(obj)
		}
		role, at := c.flows.RoleOf(f)
		switch role {
		case ctxflow.Deferred:
			return true
		case ctxflow.Passed, ctxflow.Kept:
			if call, ok := at.(ssa.CallInstruction); ok {
				if obj := ctxflow.CalleeObject(call.Common()); obj != nil && isEnding(obj.Name()) {
					return true
				}
			}
		}
		if at != nil && c.failingAt(at) {
			return true
		}
	}
	return false
}

// isEntry reports main, init and the functions of tests: contexts begin there.
func isEntry(fn *ssa.Function) bool {
	if fn.Signature.Recv() != nil {
		return false
	}
	return fn.Name() == "init" || strings.HasPrefix(fn.Name(), "init#") || fn.Name() == "main" && fn.Pkg.Pkg.Name() == "main"
}

// helpsTests reports a function that takes a test: contexts begin there, and what
// it does ends with the test.
func helpsTests(obj *types.Func) bool {
	for p := range obj.Signature().Params().Variables() {
		t := types.TypeString(p.Type(), nil)
		if t == "testing.TB" || strings.HasPrefix(t, "*testing.") {
			return true
		}
	}
	return false
}

// failingAt reports whether in runs only after an error, or after a context ended.
func (c *checker) failingAt(in ssa.Instruction) bool {
	for b := in.Block(); b != nil; b = b.Idom() {
		d := b.Idom()
		if d == nil || len(d.Instrs) == 0 {
			continue
		}
		cond, ok := d.Instrs[len(d.Instrs)-1].(*ssa.If)
		if !ok {
			continue
		}
		if taken := c.errorEdge(cond); taken >= 0 && dominatesEdge(d, taken, b) {
			return true
		}
	}
	return false
}

// dominatesEdge reports whether b is entered only through the successor number
// i of the branch d.
func dominatesEdge(d *ssa.BasicBlock, i int, b *ssa.BasicBlock) bool {
	succ := d.Succs[i]
	return succ != d.Succs[1-i] && len(succ.Preds) == 1 && succ.Dominates(b)
}

// errorEdge is the successor that a branch takes after an error or when a
// context has ended; -1 for other branches.
func (c *checker) errorEdge(cond *ssa.If) int {
	op, ok := cond.Cond.(*ssa.BinOp)
	if !ok {
		if call, ok := cond.Cond.(*ssa.Call); ok {
			if name := ctxflow.CalleeName(&call.Call); name == "errors.Is" || name == "errors.As" {
				return 0
			}
		}
		return -1
	}
	edge := -1
	switch op.Op {
	case token.NEQ:
		edge = 0
	case token.EQL:
		edge = 1
	default:
		return -1
	}
	if isNil(op.Y) && isError(op.X.Type()) || isNil(op.X) && isError(op.Y.Type()) {
		return edge
	}
	if isError(op.X.Type()) && isError(op.Y.Type()) && edge == 1 {
		return 0 // err == io.EOF
	}
	if recovered(op.X) {
		return edge
	}
	if doneOfCase(op) != nil {
		return 0
	}
	return -1
}

func recovered(v ssa.Value) bool {
	call, ok := v.(*ssa.Call)
	if !ok {
		return false
	}
	b, ok := call.Call.Value.(*ssa.Builtin)
	return ok && b.Name() == "recover"
}

// doneOfCase is the context whose end a select's case waits for, where op is
// the comparison that leads into that case.
func doneOfCase(op *ssa.BinOp) ssa.Value {
	ex, ok := op.X.(*ssa.Extract)
	if !ok || ex.Index != 0 || op.Op != token.EQL {
		return nil
	}
	sel, ok := ex.Tuple.(*ssa.Select)
	if !ok {
		return nil
	}
	k, ok := op.Y.(*ssa.Const)
	if !ok || k.Value == nil || k.Int64() < 0 || int(k.Int64()) >= len(sel.States) {
		return nil
	}
	return doneOf(sel.States[k.Int64()].Chan)
}

// doneOf is the context whose Done channel ch is.
func doneOf(ch ssa.Value) ssa.Value {
	call, ok := ch.(*ssa.Call)
	if !ok || !call.Call.IsInvoke() || call.Call.Method.Name() != "Done" || !ctxflow.IsContext(call.Call.Value.Type()) {
		return nil
	}
	return call.Call.Value
}

func isNil(v ssa.Value) bool {
	k, ok := v.(*ssa.Const)
	return ok && k.IsNil()
}

func isError(t types.Type) bool { return types.TypeString(t, nil) == "error" }

// Words of a comment that explains why something goes its own way.
var explains = []string{
	"detach", "background", "cancel", "outlive", "deliberate", "intention", "on purpose", "independent", "survive",
	"even if", "even when", "regardless", "lifetime", "long-lived", "fresh", "separate", "don't use", "do not use", "not use",
	"best effort", "best-effort", "fire and forget", "fire-and-forget", "asynchron", "no context", "without context",
	"own context", "rather than", "instead of", "deadlock", "context", "timeout", "block", "must not", "shared",
}

// Words of a comment that explains a wait.
var explainsWait = []string{"cancel", "context", "ctx", "timeout", "deadline", "interrupt", "wait", "sleep", "block"}

// commentedWait is commented for a wait, of which other words tell.
func (c *checker) commentedWait(pos token.Pos) bool {
	text := c.commentAt(pos)
	return slices.ContainsFunc(explainsWait, func(word string) bool { return strings.Contains(text, word) })
}

// commented reports whether a comment at pos or right above it says why.
func (c *checker) commented(pos token.Pos) bool { return c.commentAt(pos) != "" }

func (c *checker) commentAt(pos token.Pos) string {
	if c.comments == nil {
		c.readComments()
	}
	file := c.pass.Fset.File(pos)
	if file == nil {
		return ""
	}
	line := file.Line(pos)
	return c.comments[file][line] + c.comments[file][line-1]
}

func (c *checker) readComments() {
	c.comments = make(map[*token.File]map[int]string)
	for _, f := range c.pass.Files {
		file := c.pass.Fset.File(f.FileStart)
		lines := make(map[int]string)
		c.comments[file] = lines
		for _, group := range f.Comments {
			text := strings.ToLower(group.Text())
			if strings.HasPrefix(text, "want ") || !explaining(text) {
				continue
			}
			lines[file.Line(group.End())] = text
		}
	}
}

func explaining(text string) bool {
	if strings.HasPrefix(text, "todo") || strings.HasPrefix(text, "fixme") || strings.HasPrefix(text, "xxx") {
		return false // says that it is wrong
	}
	for _, word := range explains {
		if strings.Contains(text, word) {
			return true
		}
	}
	return false
}
