package ctxprop

import (
	"fmt"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/catalog"
	"github.com/govlint/govlint/internal/ctxflow"
	"github.com/govlint/govlint/internal/report"
	"github.com/govlint/govlint/internal/spawn"
)

// checkOutlived finds goroutines that work under a context which ends when the
// function that starts them returns, and that nobody waits for.
func (c *checker) checkOutlived(fn *ssa.Function) {
	for _, site := range c.spawns.Sites(fn) {
		if site.Runs != catalog.Goroutine || site.Fn == nil || c.joined(site) {
			continue
		}
		if _, ok := site.Instr.(ssa.CallInstruction); !ok || c.commented(site.Instr.Pos()) {
			continue
		}
		c.checkSite(fn, site)
	}
}

func (c *checker) checkSite(fn *ssa.Function, site *spawn.Site) {
	if c.watches(site.Fn) || c.busyAfter(site.Instr) {
		return
	}
	if site.Fn.Parent() != fn { // go s.send(ctx, …)
		call := site.Instr.(ssa.CallInstruction)
		for i, arg := range call.Common().Args {
			if ctxflow.IsContext(arg.Type()) && c.flows.Works(call.Common(), i) {
				c.reportOutlived(fn, site, call, arg)
			}
		}
		return
	}
	ctxflow.Instructions(site.Fn, func(in ssa.Instruction) {
		call, ok := in.(ssa.CallInstruction)
		if !ok {
			return
		}
		for i, arg := range call.Common().Args {
			if ctxflow.IsContext(arg.Type()) && c.flows.Works(call.Common(), i) {
				c.reportOutlived(fn, site, call, arg)
			}
		}
	})
}

// reportOutlived reports the call under arg when arg ends with fn.
func (c *checker) reportOutlived(fn *ssa.Function, site *spawn.Site, call ssa.CallInstruction, arg ssa.Value) {
	if obj := ctxflow.CalleeObject(call.Common()); obj != nil && ctxflow.LogOnly(obj) {
		return
	}
	what, why, ok := c.endsWith(fn, c.argument(site, arg))
	if !ok {
		return
	}
	pos, end := c.span(call)
	name := c.calleeName(call.Common())
	c.emit(report.Finding{
		Kind: "outlived", Pos: pos, End: end,
		Message: fmt.Sprintf("%s runs in a goroutine that nobody waits for, under a context that %s: the work is cut off; use context.WithoutCancel, or wait for the goroutine",
			name, what),
		Witness: []report.Step{{Pos: site.Instr.Pos(), Text: "the goroutine is started here, and nothing waits for its end"}, why},
		Fixes:   c.fixDetach(call),
	})
}

// argument is the value that the starter passes for a parameter of the literal.
func (c *checker) argument(site *spawn.Site, arg ssa.Value) ssa.Value {
	p, ok := c.resolve(arg).(*ssa.Parameter)
	if !ok || p.Parent() != site.Fn {
		return arg
	}
	if i := slices.Index(site.Fn.Params, p); i >= 0 && i < len(site.Args) && site.Args[i] != nil {
		return site.Args[i]
	}
	return arg
}

// deferredCancel is the defer of fn that cancels one of the contexts ids.
func (c *checker) deferredCancel(fn *ssa.Function, ids map[ssa.Value]bool) *ssa.Defer {
	var found *ssa.Defer
	ctxflow.Instructions(fn, func(in ssa.Instruction) {
		d, ok := in.(*ssa.Defer)
		if !ok {
			return
		}
		if ex := c.cancelOf(d.Call.Value); ex != nil && ids[extractOf(ex.Tuple, 0)] {
			found = d
		}
	})
	return found
}

// joined reports whether the starter may wait for the goroutine in any way.
func (c *checker) joined(site *spawn.Site) bool {
	for _, e := range c.spawns.After(site.Instr) {
		if e.Waits() {
			return true
		}
	}
	return false
}

// watches reports a goroutine that looks at the end of a context itself: it is
// meant to end with it.
func (c *checker) watches(fn *ssa.Function) bool {
	found := false
	ctxflow.Instructions(fn, func(in ssa.Instruction) {
		call, ok := in.(*ssa.Call)
		if ok && call.Call.IsInvoke() && call.Call.Method.Name() == "Done" && ctxflow.IsContext(call.Call.Value.Type()) {
			found = true
		}
	})
	return found
}

// busyAfter reports whether the function may stay for long after it started a
// goroutine at in, which then helps with what it does.
func (c *checker) busyAfter(in ssa.Instruction) bool {
	busy := false
	ctxflow.Instructions(in.Parent(), func(other ssa.Instruction) {
		if !busy && other != in && spawn.Reaches(in, other, nil) {
			busy = c.mayBlock(other, 0)
		}
	})
	return busy
}

func (c *checker) mayBlock(in ssa.Instruction, depth int) bool {
	switch in := in.(type) {
	case *ssa.Select, *ssa.Send:
		return true
	case *ssa.UnOp:
		return in.Op.String() == "<-"
	case *ssa.Defer, *ssa.Go:
		return false
	case *ssa.Call:
		return c.callMayBlock(&in.Call, depth)
	}
	return false
}

// Packages of std that never wait.
var quickPackages = map[string]bool{
	"fmt": true, "strings": true, "strconv": true, "errors": true, "encoding/json": true, "log": true, "log/slog": true, "time": true,
	"bytes": true, "sort": true, "slices": true, "maps": true, "unicode": true, "math": true, "math/rand": true, "sync/atomic": true,
	"context": true, "path": true, "path/filepath": true, "html": true, "net/url": true, "encoding/base64": true, "encoding/hex": true,
	"html/template": true, "sync": true, "google.golang.org/grpc/status": true, "google.golang.org/grpc/codes": true,
}

func (c *checker) callMayBlock(call *ssa.CallCommon, depth int) bool {
	if _, ok := call.Value.(*ssa.Builtin); ok {
		return false
	}
	if c.cancelOf(call.Value) != nil {
		return false
	}
	obj := ctxflow.CalleeObject(call)
	if obj != nil && (ctxflow.LogOnly(obj) || isResponse(obj, call)) {
		return false
	}
	if obj != nil && obj.Pkg() != nil && quickPackages[obj.Pkg().Path()] {
		return obj.Name() == "Sleep" || obj.Name() == "Wait"
	}
	callee, _ := c.flows.Places.Callee(call)
	if callee == nil || len(callee.Blocks) == 0 || depth > 2 {
		return obj == nil || obj.Name() != "Error"
	}
	blocks := false
	ctxflow.Instructions(callee, func(in ssa.Instruction) {
		blocks = blocks || c.mayBlock(in, depth+1)
	})
	return blocks
}

// isResponse reports what a handler does to answer.
func isResponse(obj *types.Func, call *ssa.CallCommon) bool {
	full := obj.FullName()
	switch {
	case strings.HasPrefix(full, "(net/http.ResponseWriter)"), strings.HasPrefix(full, "(net/http.Header)"):
		return true
	case full == "net/http.Error", full == "net/http.Redirect", full == "net/http.NotFound", full == "(*net/http.Request).Context":
		return true
	case strings.HasPrefix(full, "(*github.com/gin-gonic/gin.Context)"), strings.HasPrefix(full, "(github.com/labstack/echo"):
		return true
	}
	return false
}

// serves reports whether fn runs as, or within, the handler of a request.
func (c *checker) serves(fn *ssa.Function) bool {
	for f := fn; f != nil; f = f.Parent() {
		if spawn.HandlerOf(f) != "" {
			return true
		}
	}
	return false
}

// isRPC reports the shape of a method that gRPC or Connect calls, in a package
// that knows one of them.
func (c *checker) isRPC(fn *ssa.Function) bool {
	sig := fn.Signature
	obj, ok := fn.Object().(*types.Func)
	if !ok || !obj.Exported() || sig.Recv() == nil || sig.Params().Len() != 2 || sig.Results().Len() != 2 {
		return false
	}
	_, reqPtr := sig.Params().At(1).Type().(*types.Pointer)
	_, respPtr := sig.Results().At(0).Type().(*types.Pointer)
	if !ctxflow.IsContext(sig.Params().At(0).Type()) || !reqPtr || !respPtr || !isError(sig.Results().At(1).Type()) {
		return false
	}
	for _, imp := range c.pass.Pkg.Imports() {
		if strings.HasPrefix(imp.Path(), "google.golang.org/grpc") || strings.HasPrefix(imp.Path(), "connectrpc.com/connect") {
			return true
		}
	}
	return false
}
