package labelcard

import (
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// handedOn notes the metrics that a call hands to code that is not seen, which
// may put anything into their labels.
func (c *checker) handedOn(call ssa.CallInstruction, callee *types.Func) {
	switch callee.Name() {
	case "Register", "MustRegister", "Unregister":
		return
	}
	if fn := call.Common().StaticCallee(); fn != nil && len(fn.Blocks) > 0 && len(c.bound.Callers(fn)) == 1 && !c.bound.Open(fn) {
		return // its parameter is followed
	}
	for _, arg := range call.Common().Args {
		if !isPointer(arg.Type()) && !types.IsInterface(arg.Type()) {
			continue
		}
		m := c.vector(arg)
		if m == nil || len(m.labels) == 0 || receiver(call.Common()) == arg {
			continue
		}
		s := site{pos: call.Pos(), part: true, labels: make(map[string]*Count)}
		left := c.left(arg, m.labels)
		if left == nil {
			left = m.labels
		}
		for _, name := range left {
			s.labels[name] = instrumented(callee, name)
		}
		m.sites = append(m.sites, s)
	}
}

func isPointer(t types.Type) bool {
	_, ok := t.Underlying().(*types.Pointer)
	return ok
}

// instrumented is what promhttp's handlers and round trippers put into a label;
// of other functions nothing is known.
func instrumented(callee *types.Func, label string) *Count {
	if strings.HasSuffix(callee.Pkg().Path(), "/prometheus/promhttp") && strings.HasPrefix(callee.Name(), "Instrument") {
		switch label {
		case "code":
			return &Count{Groups: map[string]int{"HTTP status": httpStatuses}}
		case "method":
			return &Count{Groups: map[string]int{"request methods that promhttp knows": len(httpMethods) + 1}}
		}
	}
	return &Count{Open: true}
}

// httpStatuses is how many statuses HTTP defines.
const httpStatuses = 60
