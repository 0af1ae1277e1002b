package goroutineleak

import (
	"fmt"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/comm"
	"github.com/govlint/govlint/internal/report"
)

// stops are the names of methods that end what an object started.
var stops = map[string]bool{"Close": true, "Stop": true, "Shutdown": true, "Cancel": true, "Release": true, "End": true}

// reportUnstopped reports the leak of a goroutine that belongs to an object
// which was made for the caller: what is missing is the call of its Stop, and
// that belongs where it was made. It reports false for any other leak.
func (c *checker) reportUnstopped(l *comm.Leak) bool {
	if !l.Dropped {
		return false
	}
	for _, call := range l.Via {
		stop := stopMethod(call)
		if stop == nil || l.Called[call.Parent().Prog.FuncValue(stop)] {
			continue
		}
		if c.reported[call.Pos()] {
			return true
		}
		callee := call.Common().StaticCallee().Name()
		c.add(report.Finding{
			Kind: "unstopped",
			Pos:  call.Pos(),
			Message: fmt.Sprintf("what %s returns can be dropped without %s, and the goroutine that it starts at %s then never ends",
				callee, stop.Name(), c.where(l.Start.Pos())),
			Witness: c.witness(l),
		}, l)
		return true
	}
	return false
}

// stopMethod is the method that ends what the result of call started.
func stopMethod(call *ssa.Call) *types.Func {
	if call.Common().StaticCallee() == nil {
		return nil
	}
	results := call.Common().Signature().Results()
	if results.Len() == 0 {
		return nil
	}
	return stopOf(results.At(0).Type())
}

// stopOf is the method that ends what a value of type t started, or nil.
func stopOf(t types.Type) *types.Func {
	methods := types.NewMethodSet(t)
	for i := range methods.Len() {
		if m, ok := methods.At(i).Obj().(*types.Func); ok && stops[m.Name()] {
			return m
		}
	}
	return nil
}
