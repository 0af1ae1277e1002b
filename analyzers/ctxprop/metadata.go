package ctxprop

import (
	"fmt"
	"go/constant"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/ctxflow"
	"github.com/govlint/govlint/internal/report"
)

const metadataPkg = "google.golang.org/grpc/metadata"

// checkIncoming reports trace metadata that a function reads from its caller and
// does not send on: gRPC keeps incoming and outgoing metadata apart. An
// interceptor of the package may do it for all calls.
func (c *checker) checkIncoming(fn *ssa.Function) {
	read, key := c.traceRead(fn)
	if read == nil || c.commented(read.Pos()) || c.forwards(fn) {
		return
	}
	ctx := c.identities(read.Call.Args[0])
	done := false
	ctxflow.Instructions(fn, func(in ssa.Instruction) {
		call, ok := in.(*ssa.Call)
		if !ok || done || !hasStatus(&call.Call) || !ctxflow.Before(read, call) || c.commented(call.Pos()) {
			return
		}
		for _, arg := range call.Call.Args {
			if !ctxflow.IsContext(arg.Type()) || !ctx[c.resolve(arg)] {
				continue
			}
			done = true
			pos, end := c.span(call)
			name := c.calleeName(&call.Call)
			c.emit(report.Finding{
				Kind: "carrier", Pos: pos, End: end,
				Message: fmt.Sprintf("%s does not send on the %q that came in: gRPC does not forward incoming metadata; put it into the context with metadata.AppendToOutgoingContext", name, key),
				Witness: []report.Step{{Pos: read.Pos(), Text: fmt.Sprintf("the caller's metadata is read here, for %q", key)}, {Pos: pos, Text: name + " gets the context as it came in"}},
			})
			return
		}
	})
}

// traceRead is the call of FromIncomingContext in fn whose result is asked for
// the key of a trace or a request.
func (c *checker) traceRead(fn *ssa.Function) (read *ssa.Call, key string) {
	ctxflow.Instructions(fn, func(in ssa.Instruction) {
		call, ok := in.(*ssa.Call)
		if !ok || read != nil || ctxflow.CalleeName(&call.Call) != metadataPkg+".FromIncomingContext" {
			return
		}
		md := extract(call, 0)
		if md == nil {
			return
		}
		for use := range c.usesOf(md) {
			if k := metadataKey(use); isTraceHeader(k) && (key == "" || k < key) {
				key = k
			}
		}
		if key != "" {
			read = call
		}
	})
	return read, key
}

// metadataKey is the constant key under which an instruction looks into metadata.
func metadataKey(in ssa.Instruction) string {
	var key ssa.Value
	switch in := in.(type) {
	case *ssa.Lookup:
		key = in.Index
	case *ssa.Call:
		if ctxflow.CalleeName(&in.Call) == "("+metadataPkg+".MD).Get" {
			key = in.Call.Args[1]
		}
	}
	k, ok := key.(*ssa.Const)
	if !ok || k.Value == nil || k.Value.Kind() != constant.String {
		return ""
	}
	return constant.StringVal(k.Value)
}

// forwards reports a function that makes outgoing metadata, or a package that
// has an interceptor which may.
func (c *checker) forwards(fn *ssa.Function) bool {
	for _, name := range c.pass.Pkg.Scope().Names() {
		if strings.Contains(name, "Interceptor") {
			return true
		}
	}
	for _, g := range c.funcs {
		found := false
		ctxflow.Instructions(g, func(in ssa.Instruction) {
			call, ok := in.(ssa.CallInstruction)
			if !ok || found {
				return
			}
			obj := ctxflow.CalleeObject(call.Common())
			if obj == nil || obj.Pkg() == nil {
				return
			}
			intercepts := obj.Pkg().Path() == "google.golang.org/grpc" && strings.Contains(obj.Name(), "Interceptor")
			makes := obj.Pkg().Path() == metadataPkg && strings.Contains(obj.Name(), "OutgoingContext") && outermost(g) == outermost(fn)
			found = intercepts || makes
		})
		if found {
			return true
		}
	}
	return false
}
