package escape

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/catalog"
	"github.com/govlint/govlint/internal/spawn"
)

// A poolFlow follows what comes out of the pools of a package and goes back.
//
// Every value has a root: the Get, parameter or other value that it is, or a
// part of, or a view on. Two values with one root are the same memory (must),
// as far as single assignments show; a root that cannot be told is the value
// itself, and equal to no other.
type poolFlow struct {
	*threads
	sites map[*ssa.Function][]*poolSite
	puts  map[*ssa.Function]map[int]bool // parameters that a function surely puts back
	busy  map[*ssa.Function]bool
	memo  map[ssa.Value]ssa.Value

	settled map[*types.Var]bool // see onceSet
}

// A poolSite is a Get, a Put, or a call that surely leads to a Put.
type poolSite struct {
	in    ssa.CallInstruction
	pool  types.Object // nil for one without a name, and behind a call
	put   bool
	value ssa.Value           // what is put, or the result of Get
	via   ssa.CallInstruction // the Put that a helper or deferred literal makes, nil for one made here
}

func (s *poolSite) deferred() bool {
	_, ok := s.in.(*ssa.Defer)
	return ok
}

func newPoolFlow(t *threads) *poolFlow {
	return &poolFlow{
		threads: t,
		sites:   make(map[*ssa.Function][]*poolSite),
		puts:    make(map[*ssa.Function]map[int]bool),
		busy:    make(map[*ssa.Function]bool),
		memo:    make(map[ssa.Value]ssa.Value),
	}
}

// of are the sites in fn, those of its deferred literals included.
func (f *poolFlow) of(fn *ssa.Function) []*poolSite {
	if sites, ok := f.sites[fn]; ok || f.busy[fn] {
		return sites
	}
	f.busy[fn] = true
	defer delete(f.busy, fn)
	var sites []*poolSite
	eachInstr(fn, func(in ssa.Instruction) {
		call, ok := in.(ssa.CallInstruction)
		if !ok {
			return
		}
		if site := f.direct(call); site != nil {
			sites = append(sites, site)
			return
		}
		if _, ok := in.(*ssa.Go); !ok {
			sites = append(sites, f.through(call)...)
		}
	})
	f.sites[fn] = sites
	return sites
}

// direct is a call of Get or Put itself.
func (f *poolFlow) direct(call ssa.CallInstruction) *poolSite {
	fn := spawn.CalleeObject(call.Common())
	if fn == nil {
		return nil
	}
	args := call.Common().Args
	switch fn.FullName() {
	case "(*sync.Pool).Get":
		return &poolSite{in: call, pool: f.places.Of(args[0]).Class(), value: call.Value()}
	case "(*sync.Pool).Put":
		return &poolSite{in: call, pool: f.places.Of(args[0]).Class(), put: true, value: args[1]}
	}
	return nil
}

// through are the Puts that a call surely leads to: of its arguments, or of
// what a deferred literal captured.
func (f *poolFlow) through(call ssa.CallInstruction) []*poolSite {
	callee, args := f.places.Callee(call.Common())
	if callee == nil || len(callee.Blocks) == 0 {
		return nil
	}
	var sites []*poolSite
	for _, inner := range f.of(callee) {
		if !inner.put || inner.deferred() || !onEveryPath(inner.in) {
			continue
		}
		via := inner.in
		if inner.via != nil {
			via = inner.via
		}
		switch root := f.root(inner.value).(type) {
		case *ssa.Parameter:
			for i, p := range callee.Params {
				if p == root && i < len(args) && args[i] != nil {
					sites = append(sites, &poolSite{in: call, pool: inner.pool, put: true, value: args[i], via: via})
				}
			}
		default:
			if callee.Parent() == call.Parent() && root.Parent() == call.Parent() {
				sites = append(sites, &poolSite{in: call, pool: inner.pool, put: true, value: root, via: via})
			}
		}
	}
	return sites
}

// onEveryPath reports whether each return of the function comes behind in.
func onEveryPath(in ssa.Instruction) bool {
	for _, b := range in.Parent().Blocks {
		if len(b.Instrs) == 0 {
			continue
		}
		if _, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return); ok && !in.Block().Dominates(b) {
			return false
		}
	}
	return true
}

// root is the memory that v is, or is a part of or a view on.
func (f *poolFlow) root(v ssa.Value) ssa.Value {
	if r, ok := f.memo[v]; ok {
		return r
	}
	f.memo[v] = v // ends cycles
	r := v
	if up := f.up(v); up != nil {
		r = f.root(up)
	}
	f.memo[v] = r
	return r
}

// up is one step from v to its root.
func (f *poolFlow) up(v ssa.Value) ssa.Value {
	if w := f.same(v); w != nil {
		return w
	}
	switch v := v.(type) {
	case *ssa.FieldAddr:
		return v.X
	case *ssa.IndexAddr:
		return v.X
	case *ssa.Slice:
		return v.X
	case *ssa.UnOp:
		if v.Op != token.MUL {
			return nil
		}
		// The slice behind a pointer to it, itself no part of anything else.
		if _, ok := v.Type().Underlying().(*types.Slice); ok {
			if _, field := v.X.(*ssa.FieldAddr); !field {
				if _, elem := v.X.(*ssa.IndexAddr); !elem {
					return v.X
				}
			}
		}
	case *ssa.Call:
		if b, ok := v.Call.Value.(*ssa.Builtin); ok && b.Name() == "append" {
			return v.Call.Args[0]
		}
		if !v.Call.IsInvoke() && view(&v.Call) {
			return v.Call.Args[0]
		}
	}
	return nil
}

// view reports a method whose result is the memory of its receiver.
func view(call *ssa.CallCommon) bool {
	fn := spawn.CalleeObject(call)
	if fn == nil || fn.Signature().Recv() == nil {
		return false
	}
	return catalog.Fillers()[types.TypeString(fn.Signature().Recv().Type(), nil)][fn.Name()] == catalog.Views
}

// same is what v is another name or type of.
func (f *poolFlow) same(v ssa.Value) ssa.Value {
	switch v := v.(type) {
	case *ssa.MakeInterface:
		return v.X
	case *ssa.ChangeInterface:
		return v.X
	case *ssa.ChangeType:
		return v.X
	case *ssa.TypeAssert:
		return v.X
	case *ssa.Extract:
		if ta, ok := v.Tuple.(*ssa.TypeAssert); ok && v.Index == 0 {
			return ta.X
		}
	case *ssa.FreeVar:
		return f.places.Binding(v)
	case *ssa.UnOp:
		if v.Op != token.MUL {
			return nil
		}
		return f.onlyValue(v.X)
	}
	return nil
}

// onlyValue is what the local variable at addr is set to, once and for all.
func (f *poolFlow) onlyValue(addr ssa.Value) ssa.Value {
	cell := f.places.Cell(addr)
	if cell == nil {
		return nil
	}
	if _, fv := addr.(*ssa.FreeVar); !fv && addr != ssa.Value(cell) {
		return nil
	}
	stores := f.places.Stores(cell)
	if len(stores) != 1 {
		return nil
	}
	return stores[0].Val
}

// isVariable reports the address of a local variable, which is no pooled memory.
func (f *poolFlow) isVariable(addr ssa.Value) bool {
	switch addr.(type) {
	case *ssa.Alloc, *ssa.FreeVar:
		return true
	}
	return false
}
