package lockset

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/place"
)

// An Op is one lock operation.
type Op struct {
	Lock    place.Place
	Mode    Mode // of an acquisition
	Try     bool
	Release bool
}

var opNames = map[string]Op{
	"Lock":     {Mode: Write},
	"RLock":    {Mode: Read},
	"TryLock":  {Mode: Write, Try: true},
	"TryRLock": {Mode: Read, Try: true},
	"Unlock":   {Release: true},
	"RUnlock":  {Release: true},
}

// Op reports the lock operation that a call is by itself. A method of the
// package under analysis that has a body is no operation but a call.
func (l *Locks) Op(call *ssa.CallCommon) (Op, bool) {
	if call.IsInvoke() {
		op, ok := opNames[call.Method.Name()]
		if !ok || !isLocker(call.Value.Type()) {
			return Op{}, false
		}
		op.Lock = l.places.Of(call.Value)
		return op, true
	}
	callee, args := l.places.Callee(call)
	if callee == nil || len(callee.Blocks) > 0 || len(args) != 1 || callee.Signature.Recv() == nil {
		return Op{}, false
	}
	op, ok := opNames[callee.Name()]
	if !ok || !isLocker(callee.Signature.Recv().Type()) {
		return Op{}, false
	}
	op.Lock = l.places.Of(args[0])
	return op, true
}

// isLocker reports whether t has a method Lock and a method Unlock without
// parameters, whoever wrote it.
func isLocker(t types.Type) bool {
	return isNullary(t, "Lock") && isNullary(t, "Unlock")
}

func isNullary(t types.Type, name string) bool {
	obj, _, _ := types.LookupFieldOrMethod(t, true, nil, name)
	fn, ok := obj.(*types.Func)
	return ok && fn.Signature().Params().Len() == 0
}
