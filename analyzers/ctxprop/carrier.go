package ctxprop

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/types"
	"net/textproto"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/ctxflow"
	"github.com/govlint/govlint/internal/report"
)

// checkCarriers finds what is lost on the way to another process.
func (c *checker) checkCarriers(fn *ssa.Function) {
	ctxflow.Instructions(fn, func(in ssa.Instruction) {
		call, ok := in.(*ssa.Call)
		if !ok {
			return
		}
		c.checkLostResult(call)
		c.checkInject(call)
		c.checkFlattened(call)
	})
}

// checkHeaders finds header maps that are indexed by a key net/http never uses.
func (c *checker) checkHeaders() {
	for _, file := range c.pass.Files {
		if c.inTest(file.Pos()) {
			continue
		}
		written := make(map[ast.Expr]bool)
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.AssignStmt:
				for _, lhs := range n.Lhs {
					written[ast.Unparen(lhs)] = true
				}
			case *ast.IndexExpr:
				c.checkHeader(n, written[n])
			}
			return true
		})
	}
}

func (c *checker) checkHeader(n *ast.IndexExpr, written bool) {
	if !isHeader(c.pass.TypesInfo.TypeOf(n.X)) {
		return
	}
	value := c.pass.TypesInfo.Types[n.Index].Value
	if value == nil || value.Kind() != constant.String {
		return
	}
	key := constant.StringVal(value)
	canonical := textproto.CanonicalMIMEHeaderKey(key)
	if key == canonical || written && !isTraceHeader(key) || c.commented(n.Pos()) || c.copiesRaw(n) {
		return
	}
	f := report.Finding{
		Kind: "carrier", Pos: n.Index.Pos(), End: n.Index.End(),
		Message: fmt.Sprintf("the header %q is never found under this key: net/http keeps it as %q; use Get, or the canonical form", key, canonical),
		Witness: []report.Step{{Pos: n.Pos(), Text: "indexing a header map does not change the key to its canonical form"}},
	}
	if written {
		f.Message = fmt.Sprintf("the header %q is stored under a key that Get does not find: net/http looks for %q; use Set", key, canonical)
	} else if lit, ok := ast.Unparen(n.Index).(*ast.BasicLit); ok {
		f.Fixes = []analysis.SuggestedFix{{
			Message:   "Use the canonical form of the key",
			TextEdits: []analysis.TextEdit{{Pos: lit.Pos(), End: lit.End(), NewText: fmt.Appendf(nil, "%q", canonical)}},
		}}
	}
	c.emit(f)
}

// copiesRaw reports a package that writes the same raw key: it knows what it does.
func (c *checker) copiesRaw(read *ast.IndexExpr) bool {
	key := constant.StringVal(c.pass.TypesInfo.Types[read.Index].Value)
	if isTraceHeader(key) {
		return false
	}
	for _, file := range c.pass.Files {
		found := false
		ast.Inspect(file, func(n ast.Node) bool {
			assign, ok := n.(*ast.AssignStmt)
			if !ok || found {
				return !found
			}
			for _, lhs := range assign.Lhs {
				if ix, ok := ast.Unparen(lhs).(*ast.IndexExpr); ok && isHeader(c.pass.TypesInfo.TypeOf(ix.X)) {
					v := c.pass.TypesInfo.Types[ix.Index].Value
					found = found || v != nil && v.Kind() == constant.String && constant.StringVal(v) == key
				}
			}
			return true
		})
		if found {
			return true
		}
	}
	return false
}

func isHeader(t types.Type) bool {
	if t == nil {
		return false
	}
	switch types.TypeString(types.Unalias(t), nil) {
	case "net/http.Header", "net/textproto.MIMEHeader":
		return true
	}
	return false
}

func isTraceHeader(key string) bool {
	key = strings.ToLower(key)
	for _, part := range []string{"trace", "request-id", "correlation", "b3-"} {
		if strings.Contains(key, part) {
			return true
		}
	}
	return false
}

// checkLostResult reports a context that was made to carry something and goes nowhere.
func (c *checker) checkLostResult(call *ssa.Call) {
	if !ctxflow.IsWith(&call.Call) || call.Call.Signature().Results().Len() != 1 || c.used(call) {
		return
	}
	pos, end := c.span(call)
	name := c.calleeName(&call.Call)
	c.emit(report.Finding{
		Kind: "carrier", Pos: pos, End: end,
		Message: fmt.Sprintf("the context that %s returns is not used, so what it adds reaches nobody; pass it on instead of the old one", name),
		Witness: []report.Step{{Pos: pos, Text: name + " leaves the context it is given as it was"}},
	})
}

func (c *checker) used(v ssa.Value) bool {
	for _, ref := range *v.Referrers() {
		if _, ok := ref.(*ssa.DebugRef); !ok {
			return true
		}
	}
	return false
}

// checkInject reports trace headers that are written into a carrier nobody sends.
func (c *checker) checkInject(call *ssa.Call) {
	obj := ctxflow.CalleeObject(&call.Call)
	if obj == nil || obj.Name() != "Inject" || obj.Pkg() == nil || !strings.HasPrefix(obj.Pkg().Path(), "go.opentelemetry.io/otel") {
		return
	}
	for _, arg := range call.Call.Args {
		mi, ok := arg.(*ssa.MakeInterface)
		if !ok {
			continue
		}
		made := mi.X
		if ct, ok := made.(*ssa.ChangeType); ok {
			made = ct.X
		}
		if m, ok := made.(*ssa.MakeMap); !ok || !usedOnlyBy(m, mi) {
			continue
		}
		pos, end := c.span(call)
		c.emit(report.Finding{
			Kind: "carrier", Pos: pos, End: end,
			Message: "the trace headers are written into a map that nothing sends; inject into the headers of the request",
			Witness: []report.Step{{Pos: made.Pos(), Text: "the map is made here and used for nothing else"}},
		})
	}
}

func usedOnlyBy(m *ssa.MakeMap, mi *ssa.MakeInterface) bool {
	for _, ref := range *m.Referrers() {
		switch ref := ref.(type) {
		case *ssa.DebugRef, *ssa.MapUpdate:
		case *ssa.MakeInterface:
			if ref != mi {
				return false
			}
		case *ssa.ChangeType:
			for _, r := range *ref.Referrers() {
				if r != ssa.Instruction(mi) {
					return false
				}
			}
		default:
			return false
		}
	}
	return true
}

// checkFlattened reports fmt.Errorf("…%v", err) of an error that has a gRPC code.
func (c *checker) checkFlattened(call *ssa.Call) {
	if ctxflow.CalleeName(&call.Call) != "fmt.Errorf" || !c.isRPC(call.Parent()) || !returned(call) {
		return
	}
	expr := c.callOf(call)
	if expr == nil || len(expr.Args) < 2 {
		return
	}
	format := c.pass.TypesInfo.Types[expr.Args[0]].Value
	if format == nil || format.Kind() != constant.String {
		return
	}
	verbs := verbsOf(constant.StringVal(format))
	for i, arg := range expr.Args[1:] {
		if i >= len(verbs) || verbs[i] != 'v' && verbs[i] != 's' {
			continue
		}
		from := c.statusCall(call, arg)
		if from == nil {
			continue
		}
		c.emit(report.Finding{
			Kind: "carrier", Pos: expr.Pos(), End: expr.End(),
			Message: fmt.Sprintf("the gRPC code of the error from %s is lost behind %%%c, and the client sees Unknown; wrap it with %%w", c.where(from.Pos()), verbs[i]),
			Witness: []report.Step{{Pos: from.Pos(), Text: "this error has a gRPC code"}, {Pos: expr.Pos(), Text: "the text of the error is all that is kept"}},
		})
		return
	}
}

func returned(v ssa.Value) bool {
	for _, ref := range *v.Referrers() {
		if _, ok := ref.(*ssa.Return); ok {
			return true
		}
	}
	return false
}

// verbsOf are the verbs of a format, in order; width and flags are skipped.
func verbsOf(format string) []byte {
	var verbs []byte
	for i := 0; i < len(format); i++ {
		if format[i] != '%' {
			continue
		}
		for i++; i < len(format) && strings.IndexByte("+-# 0123456789.", format[i]) >= 0; i++ {
		}
		if i < len(format) && format[i] != '%' {
			verbs = append(verbs, format[i])
		}
	}
	return verbs
}

// statusCall is the call of a gRPC client or of package status whose error the
// variable arg holds at the call of Errorf.
func (c *checker) statusCall(at *ssa.Call, arg ast.Expr) *ssa.Call {
	id, ok := ast.Unparen(arg).(*ast.Ident)
	if !ok || !isError(c.pass.TypesInfo.TypeOf(id)) {
		return nil
	}
	var found *ssa.Call
	for b := at.Block(); b != nil && found == nil; b = b.Idom() {
		for i := len(b.Instrs) - 1; i >= 0; i-- {
			call, ok := b.Instrs[i].(*ssa.Call)
			if !ok || b == at.Block() && !ctxflow.Before(call, at) {
				continue
			}
			if ids := c.flows.Assigned(call); len(ids) > 0 && ids[len(ids)-1] != nil && ids[len(ids)-1].Name == id.Name {
				found = call
				break
			}
		}
	}
	if found == nil || !hasStatus(&found.Call) {
		return nil
	}
	return found
}

func hasStatus(call *ssa.CallCommon) bool {
	obj := ctxflow.CalleeObject(call)
	if obj == nil || obj.Pkg() == nil {
		return false
	}
	if obj.Pkg().Path() == "google.golang.org/grpc/status" {
		return true
	}
	sig := obj.Signature()
	if !sig.Variadic() {
		return false
	}
	last := types.TypeString(sig.Params().At(sig.Params().Len()-1).Type(), nil)
	return last == "[]google.golang.org/grpc.CallOption"
}
