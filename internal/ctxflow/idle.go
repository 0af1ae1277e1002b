package ctxflow

import (
	"go/types"
	"strings"
	"unicode"

	"golang.org/x/tools/go/ssa"
)

// Works reports whether a call does anything under the context in its argument
// number i that a cancellation could end, as far as that is known: an unknown
// callee does, one that only logs, reads values or derives a context does not.
func (f *Flows) Works(call *ssa.CallCommon, i int) bool {
	obj := CalleeObject(call)
	if obj != nil && (IsWith(call) || LogOnly(obj) || readsOnly(obj) || derives(obj)) {
		return false
	}
	callee, args := f.Places.Callee(call)
	if callee != nil && len(callee.Blocks) > 0 {
		if len(args) != len(callee.Params) || i >= len(callee.Params) {
			return true
		}
		return !f.IsIdle(callee.Params[i])
	}
	fact := new(Idle)
	if obj != nil && i < 64 && f.pass.ImportObjectFact(obj, fact) {
		return fact.Params&(1<<i) == 0
	}
	return true
}

// IsIdle reports whether the function of the context parameter p does nothing
// under it that a cancellation could end. A function without any statement is a
// stub that says nothing.
func (f *Flows) IsIdle(p *ssa.Parameter) bool {
	if idle, ok := f.idle[p]; ok {
		return idle
	}
	fn := p.Parent()
	if f.busyArg[p] {
		return true
	}
	if len(fn.Blocks) == 0 || len(fn.Blocks) == 1 && len(fn.Blocks[0].Instrs) == 1 {
		return false
	}
	f.busyArg[p] = true
	defer delete(f.busyArg, p)
	f.idle[p] = !f.usedForWork(p, make(map[ssa.Value]bool))
	return f.idle[p]
}

func (f *Flows) usedForWork(v ssa.Value, seen map[ssa.Value]bool) bool {
	if seen[v] || v.Referrers() == nil {
		return false
	}
	seen[v] = true
	for _, ref := range *v.Referrers() {
		if f.refWorks(v, ref, seen) {
			return true
		}
	}
	return false
}

func (f *Flows) refWorks(v ssa.Value, ref ssa.Instruction, seen map[ssa.Value]bool) bool {
	switch ref := ref.(type) {
	case *ssa.DebugRef, *ssa.Return, *ssa.BinOp, *ssa.If:
		return false
	case ssa.CallInstruction:
		return f.callWorks(v, ref, seen)
	case *ssa.Phi, *ssa.ChangeInterface, *ssa.ChangeType, *ssa.MakeInterface, *ssa.Extract, *ssa.TypeAssert, *ssa.UnOp:
		return f.usedForWork(ref.(ssa.Value), seen)
	case *ssa.Store:
		if cell, ok := ref.Addr.(*ssa.Alloc); ok && ref.Val == v && IsContext(v.Type()) {
			return f.usedForWork(cell, seen)
		}
		return ref.Val == v
	}
	return true // captured, stored, sent
}

func (f *Flows) callWorks(v ssa.Value, in ssa.CallInstruction, seen map[ssa.Value]bool) bool {
	call := in.Common()
	obj := CalleeObject(call)
	if call.IsInvoke() && call.Value == v {
		return obj.Name() != "Value" // Done, Err and Deadline look at the cancellation
	}
	if obj != nil && (IsWith(call) || derives(obj)) {
		value := in.Value()
		return value != nil && f.usedForWork(value, seen)
	}
	for i, arg := range call.Args {
		if arg == v && f.Works(call, i) {
			return true
		}
	}
	return false
}

// readsOnly reports functions that look something up in a context.
func readsOnly(fn *types.Func) bool {
	if fn.Pkg() == nil {
		return false
	}
	if fn.Pkg().Path() == "context" {
		return fn.Name() == "Cause" || fn.Name() == "AfterFunc"
	}
	return strings.HasSuffix(fn.Name(), "FromContext") || strings.HasPrefix(fn.Name(), "FromContext")
}

// derives reports functions whose only result is a context made of another one.
func derives(fn *types.Func) bool {
	results := fn.Signature().Results()
	return results.Len() > 0 && IsContext(results.At(0).Type()) && (results.Len() == 1 || results.Len() == 2 && IsCancel(results.At(1).Type()))
}

// LogOnly reports functions that tell somebody what happened, by their name or
// that of their package: such a message must get out whatever was cancelled.
func LogOnly(fn *types.Func) bool {
	if fn.Pkg() != nil {
		for _, part := range strings.Split(fn.Pkg().Path(), "/") {
			switch strings.TrimSuffix(part, "ging") {
			case "log", "slog", "zap", "logrus", "zerolog", "klog", "logr", "logger", "glog", "audit":
				return true
			}
		}
	}
	if recv := fn.Signature().Recv(); recv != nil && isLogger(recv.Type()) {
		return true
	}
	words := Words(fn.Name())
	if len(words) == 0 {
		return false
	}
	switch words[0] {
	case "print", "printf", "println", "fatal", "fatalf", "panicf", "log", "logf", "audit", "debug", "debugf", "info", "infof", "warn", "warnf", "error", "errorf", "warning", "warningf", "trace", "tracef":
		return true
	}
	for _, w := range words {
		if w == "audit" || w == "log" {
			return true
		}
	}
	return false
}

func isLogger(t types.Type) bool {
	if p, ok := t.(*types.Pointer); ok {
		t = p.Elem()
	}
	named, ok := types.Unalias(t).(*types.Named)
	if !ok {
		return false
	}
	words := Words(named.Obj().Name())
	return len(words) > 0 && (words[len(words)-1] == "logger" || words[len(words)-1] == "log")
}

// Words splits a Go name at its capitals, in lower case: HTTPServerClose is
// http, server, close.
func Words(name string) []string {
	var words []string
	start := 0
	runes := []rune(name)
	cut := func(i int) {
		if i > start {
			words = append(words, strings.ToLower(string(runes[start:i])))
		}
		start = i
	}
	for i, r := range runes {
		switch {
		case r == '_' || r == '-':
			cut(i)
			start = i + 1
		case i > 0 && unicode.IsUpper(r) && !unicode.IsUpper(runes[i-1]):
			cut(i)
		case i > start && unicode.IsLower(r) && unicode.IsUpper(runes[i-1]) && i-1 > start:
			cut(i - 1)
		}
	}
	cut(len(runes))
	return words
}

// WorksIn is Works for a declared function, by the index of the parameter, the
// receiver not counted.
func (f *Flows) WorksIn(obj *types.Func, i int) bool {
	obj = obj.Origin()
	if obj.Signature().Recv() != nil {
		i++
	}
	if obj.Pkg() == f.pass.Pkg {
		fn := f.Pkg.SSA.Prog.FuncValue(obj)
		return fn == nil || i >= len(fn.Params) || !f.IsIdle(fn.Params[i])
	}
	fact := new(Idle)
	return !f.pass.ImportObjectFact(obj, fact) || fact.Params&(1<<i) == 0
}
