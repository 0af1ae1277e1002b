package bound

import (
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/catalog"
)

// field is what field i of x, a struct or a pointer to one, can be.
func (e *Engine) field(x ssa.Value, i int, at ssa.Value) Value {
	f := fieldOf(x.Type(), i)
	if src, ok := catalog.Sources()[typeName(x.Type())+"."+f.Name()]; ok {
		if chosenBySender(f.Name()) && sendsRequests(at.Parent()) {
			return unknown // the program's own choice
		}
		return source(src, positionOf(at, at.Pos()), x.Type(), f.Name())
	}
	block := at.(ssa.Instruction).Block()
	if alloc, ok := x.(*ssa.Alloc); ok {
		if e.changedElsewhere(alloc, f) {
			return unknown
		}
		if out := e.storedInField(alloc, i); !out.none() {
			return out
		}
	}
	if out := e.At(x, block); out.Class == Unbounded || len(out.Params) > 0 && f.Exported() && carriesURL(x.Type()) {
		return out
	}
	if e.payload && isString(f.Type()) && isDecoded(x.Type(), i) {
		return source(catalog.Source{Kind: "unbounded", Words: "decoded field"}, positionOf(at, at.Pos()), x.Type(), f.Name())
	}
	if f.Pkg() != e.pass.Pkg {
		if out, ok := e.onlyUnbounded(f, e.stores[f]); ok {
			return out.step(at.Pos(), "is kept in "+f.Name())
		}
		return e.keptElsewhere(f, x.Type(), at)
	}
	if !mayCarry(f.Type()) {
		return unknown
	}
	out := Value{}
	for _, s := range e.stores[f] {
		v := e.At(s.Val, s.Block())
		if !constructs(s) {
			v.Params = nil // whose call it was is not known here
		}
		out = join(out, v.step(s.Pos(), "is kept in "+f.Name()))
	}
	if out.Class == Unbounded {
		return out
	}
	return Value{Class: Unknown, Params: out.Params}
}

// constructs reports a store into a struct that the function makes: what its
// callers give it stays there.
func constructs(s *ssa.Store) bool {
	at, ok := s.Addr.(*ssa.FieldAddr)
	if !ok {
		return false
	}
	_, fresh := at.X.(*ssa.Alloc)
	return fresh && s.Parent().Parent() == nil
}

// chosenBySender reports what a program that sends requests takes from few
// values. Its paths have ids in them all the same.
func chosenBySender(field string) bool {
	return field == "Method" || field == "Host" || field == "Header"
}

// sendsRequests reports a function with the shape of http.RoundTripper's, or one
// that calls itself or its type a client, or a literal in one.
func sendsRequests(fn *ssa.Function) bool {
	for ; fn != nil; fn = fn.Parent() {
		results := fn.Signature.Results()
		if results.Len() == 2 && typeName(results.At(0).Type()) == "net/http.Response" || namesClient(fn.Name()) {
			return true
		}
		if recv := fn.Signature.Recv(); recv != nil {
			if named, ok := deref(recv.Type()).(*types.Named); ok && namesClient(named.Obj().Name()) {
				return true
			}
		}
	}
	return false
}

// namesClient knows httpClient, HTTPClientMetrics, traceClientRequest and
// roundTripper. A clientIP is a server's.
func namesClient(name string) bool {
	name = strings.ToLower(name)
	for _, part := range []string{"httpclient", "clientrequest", "clientmetrics", "roundtrip", "transport"} {
		if strings.Contains(name, part) {
			return true
		}
	}
	return strings.HasSuffix(name, "client")
}

// carriesURL reports the structs whose fields are as remote as themselves.
func carriesURL(t types.Type) bool { return typeName(t) == "net/url.URL" }

// changedElsewhere reports a struct that is handed to a call, when something in
// the package gives the field another value in structs that it did not make.
func (e *Engine) changedElsewhere(at *ssa.Alloc, f *types.Var) bool {
	return handed(at) && slices.ContainsFunc(e.stores[f], func(s *ssa.Store) bool {
		_, made := s.Addr.(*ssa.FieldAddr).X.(*ssa.Alloc)
		return !made
	})
}

// handed reports a variable whose address is an argument of a call.
func handed(v ssa.Value) bool {
	return slices.ContainsFunc(*v.Referrers(), func(ref ssa.Instruction) bool {
		switch ref := ref.(type) {
		case ssa.CallInstruction:
			return slices.Contains(ref.Common().Args, v)
		case *ssa.MakeInterface:
			return handed(ref)
		}
		return false
	})
}

func (e *Engine) storedInField(at *ssa.Alloc, i int) Value {
	out := Value{}
	for _, ref := range *at.Referrers() {
		f, ok := ref.(*ssa.FieldAddr)
		if !ok || f.Field != i {
			continue
		}
		for _, ref := range *f.Referrers() {
			if s, ok := ref.(*ssa.Store); ok && s.Addr == f {
				out = join(out, e.At(s.Val, s.Block()))
			}
		}
	}
	return out
}
