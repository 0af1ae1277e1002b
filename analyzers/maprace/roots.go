package maprace

import (
	"go/types"
	"regexp"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/spawn"
)

type rootKind uint8

const (
	rootAPI       rootKind = iota // called by other packages, by any goroutine
	rootHandler                   // run by a server, one goroutine a request
	rootGoroutine                 // started by a go statement or the like
	rootCallback                  // called through a function value, by who knows whom
	rootInit                      // package initialisation
	rootMain                      // main: one goroutine
)

// A root is a function in which a goroutine enters the package.
type root struct {
	kind rootKind
	fn   *ssa.Function
	site *spawn.Site // of a goroutine
	who  string      // of a handler: who calls it
}

// selfConcurrent reports whether two goroutines can be in r at once.
func (r *root) selfConcurrent() bool {
	switch r.kind {
	case rootAPI, rootHandler, rootCallback:
		return true
	case rootGoroutine:
		return r.site.SelfConcurrent()
	}
	return false
}

// class merges roots that need not be told apart.
func (r *root) class() any {
	if r.kind == rootAPI || r.kind == rootInit || r.kind == rootMain {
		return r.kind
	}
	if r.site != nil {
		return r.site.Instr
	}
	return r.fn
}

// enterRoots enters the package everywhere a goroutine can come in. Tests are
// left out: what they do to an object they made is no way it is used, and the
// goroutines they start are compared where they are started.
func (c *checker) enterRoots() {
	c.boxed, c.lent = c.boxedTypes()
	for _, fn := range c.pkg.Funcs {
		if c.inTest(fn) {
			continue
		}
		for _, site := range c.spawns.Sites(fn) {
			c.enterSite(site)
		}
		if r := c.rootOf(fn); r != nil {
			c.enter(&context{root: r, fn: fn, assumed: c.callerLocks(fn), owned: ownParams(r)})
		}
	}
}

// enterCallbacks enters functions that nothing calls by name but whose value
// is taken: whoever calls a function value of that type may call them, with
// the locks it holds.
func (c *checker) enterCallbacks() {
	c.returned = c.returnedLiterals()
	for _, fn := range c.pkg.Funcs {
		if c.returned[fn] != nil && len(c.contexts[fn]) == 0 {
			c.enter(&context{root: &root{kind: rootCallback, fn: fn}, fn: fn})
		}
	}
	c.enterLent()
	for _, fn := range c.valuesTaken() {
		if len(c.contexts[fn]) > 0 || c.inTest(fn) || c.callerLocks(fn) {
			continue
		}
		r := &root{kind: rootCallback, fn: fn}
		sig := types.NewSignatureType(nil, nil, nil, fn.Signature.Params(), fn.Signature.Results(), fn.Signature.Variadic())
		c.enter(&context{root: r, fn: fn, may: c.dynamic[types.TypeString(sig, nil)], owned: ownParams(r)})
	}
}

// valuesTaken are the functions of the package that are used as values.
func (c *checker) valuesTaken() []*ssa.Function {
	var out []*ssa.Function
	seen := make(map[*ssa.Function]bool)
	for _, fn := range c.pkg.Funcs {
		for _, b := range fn.Blocks {
			for _, in := range b.Instrs {
				for _, op := range in.Operands(nil) {
					if call, ok := in.(ssa.CallInstruction); ok && call.Common().Value == *op {
						continue
					}
					switch (*op).(type) {
					case *ssa.Function, *ssa.MakeClosure:
					default:
						continue
					}
					taken, _ := c.places.Func(*op, nil)
					taken = unbound(taken)
					if taken != nil && len(taken.Blocks) > 0 && taken.Parent() == nil && !seen[taken] {
						seen[taken] = true
						out = append(out, taken)
					}
				}
			}
		}
	}
	return out
}

// enterRest enters what nothing was seen to call, such as function values
// kept in fields: with whatever locks its caller holds.
func (c *checker) enterRest() {
	for _, fn := range c.pkg.Funcs {
		if len(c.contexts[fn]) == 0 && len(fn.Blocks) > 0 && !c.inTest(fn) {
			c.enter(&context{root: &root{kind: rootAPI, fn: fn}, fn: fn, assumed: true})
		}
	}
}

// unbound is the method behind a method value, and fn otherwise.
func unbound(fn *ssa.Function) *ssa.Function {
	if fn == nil || !strings.HasPrefix(fn.Synthetic, "bound method wrapper") {
		return fn
	}
	for _, in := range fn.Blocks[0].Instrs {
		if call, ok := in.(*ssa.Call); ok && call.Call.StaticCallee() != nil {
			return call.Call.StaticCallee()
		}
	}
	return fn
}

func (c *checker) enterSite(site *spawn.Site) {
	if len(site.Fn.Blocks) == 0 {
		return
	}
	r := &root{kind: rootGoroutine, fn: site.Fn, site: site}
	if site.Runs == "handler" {
		r.kind, r.who = rootHandler, "handler registered with "+site.By
	}
	ctx := &context{root: r, fn: site.Fn, must: c.handedLocks(site)}
	ctx.may = ctx.must
	for i, p := range site.Fn.Params {
		if i < len(site.Args) && site.Args[i] != nil && c.handedOver(site, site.Args[i]) {
			if ctx.owned == nil {
				ctx.owned = make(map[*ssa.Parameter]bool)
			}
			ctx.owned[p] = true
		}
	}
	if r.kind == rootHandler {
		for p := range ownParams(r) {
			if ctx.owned == nil {
				ctx.owned = make(map[*ssa.Parameter]bool)
			}
			ctx.owned[p] = true
		}
	}
	c.enter(ctx)
}

// handedOver reports an argument that the starter makes for this goroutine
// and does not keep.
func (c *checker) handedOver(site *spawn.Site, arg ssa.Value) bool {
	p := c.places.Of(arg)
	v := p.Root
	if _, ok := v.(*ssa.UnOp); ok {
		return true // received from a channel
	}
	if ext, ok := v.(*ssa.Extract); ok {
		if _, ok := ext.Tuple.(*ssa.Select); ok {
			return true
		}
	}
	if !c.freshValue(v, 0) {
		return false
	}
	refs := v.Referrers()
	if refs == nil {
		return true
	}
	for _, ref := range *refs {
		switch ref := ref.(type) {
		case *ssa.Return:
			return false
		case *ssa.Store:
			if ref.Val == v {
				return false
			}
		case ssa.CallInstruction:
			if ssa.Instruction(ref) != site.Instr && spawn.Reaches(site.Instr, ref, nil) {
				return false
			}
		}
	}
	return true
}

// ownParams are the parameters of a handler, its receiver left out: they
// belong to the request.
func ownParams(r *root) map[*ssa.Parameter]bool {
	if r.kind != rootHandler {
		return nil
	}
	owned := make(map[*ssa.Parameter]bool)
	params := r.fn.Params
	if r.fn.Signature.Recv() != nil && len(params) > 0 {
		params = params[1:]
	}
	for _, p := range params {
		owned[p] = true
	}
	return owned
}

func (c *checker) rootOf(fn *ssa.Function) *root {
	if fn.Synthetic == "package initializer" || strings.HasPrefix(fn.Name(), "init#") {
		return &root{kind: rootInit, fn: fn}
	}
	if len(fn.Blocks) == 0 {
		return nil
	}
	if who := spawn.HandlerOf(fn); who != "" {
		return &root{kind: rootHandler, fn: fn, who: who}
	}
	if fn.Parent() != nil {
		return nil
	}
	if fn.Name() == "main" && c.pass.Pkg.Name() == "main" && fn.Signature.Recv() == nil {
		return &root{kind: rootMain, fn: fn}
	}
	if who := rpcMethod(fn); who != "" || c.servesRPC(fn) {
		who = "gRPC method"
		return &root{kind: rootHandler, fn: fn, who: who}
	}
	if fn.Object() == nil || !fn.Object().Exported() {
		return nil
	}
	if recv := recvType(fn); recv != nil && !recv.Exported() && !c.boxed[recv] {
		return nil
	}
	return &root{kind: rootAPI, fn: fn}
}

// rpcMethod tells that fn is a gRPC service method: its receiver embeds the
// generated Unimplemented…Server.
func rpcMethod(fn *ssa.Function) string {
	recv := fn.Signature.Recv()
	if recv == nil || fn.Object() == nil || !fn.Object().Exported() {
		return ""
	}
	t := recv.Type()
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	st, ok := t.Underlying().(*types.Struct)
	if !ok {
		return ""
	}
	for f := range st.Fields() {
		if !f.Embedded() || !strings.HasPrefix(f.Name(), "Unimplemented") {
			continue
		}
		if m, _, _ := types.LookupFieldOrMethod(f.Type(), true, fn.Pkg.Pkg, fn.Name()); m != nil {
			return "gRPC method"
		}
	}
	return ""
}

// servesRPC tells that fn is a method of a service: it takes a context, and
// its receiver is given to a generated Register…Server.
func (c *checker) servesRPC(fn *ssa.Function) bool {
	recv := recvType(fn)
	if recv == nil || fn.Object() == nil || !fn.Object().Exported() || fn.Signature.Params().Len() == 0 {
		return false
	}
	if types.TypeString(fn.Signature.Params().At(0).Type(), nil) != "context.Context" {
		return false
	}
	if c.services == nil {
		c.services = c.registered()
	}
	return c.services[recv]
}

func (c *checker) registered() map[*types.TypeName]bool {
	out := make(map[*types.TypeName]bool)
	for _, fn := range c.pkg.Funcs {
		for _, b := range fn.Blocks {
			for _, in := range b.Instrs {
				call, ok := in.(*ssa.Call)
				if !ok || len(call.Call.Args) != 2 {
					continue
				}
				obj := spawn.CalleeObject(call.Common())
				if obj == nil || !strings.HasPrefix(obj.Name(), "Register") || !strings.HasSuffix(obj.Name(), "Server") {
					continue
				}
				if mi, ok := call.Call.Args[1].(*ssa.MakeInterface); ok {
					if n := namedOf(mi.X.Type()); n != nil {
						out[n] = true
					}
				}
			}
		}
	}
	return out
}

func namedOf(t types.Type) *types.TypeName {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	if n, ok := types.Unalias(t).(*types.Named); ok {
		return n.Obj()
	}
	return nil
}

func recvType(fn *ssa.Function) *types.TypeName {
	recv := fn.Signature.Recv()
	if recv == nil {
		return nil
	}
	return namedOf(recv.Type())
}

// lockContract matches the ways in which Go programmers write that the caller
// holds the lock.
var lockContract = regexp.MustCompile(`(?i)\b(lock|mutex|mu|mtx)\b[^.]{0,60}\b(held|hold|holds|holding|locked|taken|acquired)\b|\b(held|hold|holds|holding|acquire|acquired)\b[^.]{0,60}\b(lock|mutex|\w*mu|\w*mtx|locks)\b|\bnot safe\b|\bsafe(ly)?\b[^.]{0,60}\bonly\b|\bnot (goroutine|thread|concurrency)[- ]?safe\b|\bunder (the )?\w*(lock|mu|mutex)\b|\bwith \S*(lock|mu)\b`)

// callerLocks reports that fn runs with locks that its caller holds, by its
// name or by what its comment says.
func (c *checker) callerLocks(fn *ssa.Function) bool {
	name := fn.Name()
	for _, suffix := range []string{"Locked", "NoLock", "WithLock", "Unsafe", "LockHeld", "Unlocked"} {
		if strings.HasSuffix(name, suffix) {
			return true
		}
	}
	decl := c.pkg.Decl[fn]
	return decl != nil && decl.Doc != nil && lockContract.MatchString(decl.Doc.Text())
}
