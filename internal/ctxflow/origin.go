package ctxflow

import (
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/spawn"
)

// A Source is a set of places that a context can come from.
type Source uint16

const (
	Param    Source = 1 << iota // a context parameter
	Request                     // an HTTP request, cancelled when its handler returns
	Carrier                     // a stream, a command, a test: anything else with a Context method
	Field                       // a struct field or package-level variable
	Root                        // context.Background or TODO
	Detached                    // WithoutCancel
	Nil
	Unknown
)

// An Origin tells what a context may come from.
type Origin struct {
	Sources Source
	Params  uint64      // bit i: parameter i of the function, the receiver counted
	Roots   []*ssa.Call // calls that made the root contexts
	Derived []*ssa.Call // calls on the way that derived one context from another
}

// Only reports whether s is all there is.
func (o *Origin) Only(s Source) bool { return o.Sources == s }

func (o *Origin) add(p *Origin) {
	o.Sources |= p.Sources
	o.Params |= p.Params
	for _, r := range p.Roots {
		if !slices.Contains(o.Roots, r) {
			o.Roots = append(o.Roots, r)
		}
	}
	for _, d := range p.Derived {
		if !slices.Contains(o.Derived, d) {
			o.Derived = append(o.Derived, d)
		}
	}
}

// Of is the Origin of the context v.
func (f *Flows) Of(v ssa.Value) *Origin {
	if o, ok := f.origins[v]; ok {
		return o
	}
	o := new(Origin)
	f.origins[v] = o // a cycle through a loop adds nothing of its own
	f.fill(o, v)
	return o
}

func (f *Flows) fill(o *Origin, v ssa.Value) {
	switch v := v.(type) {
	case *ssa.Const:
		o.Sources |= Nil
	case *ssa.Parameter:
		o.Sources |= sourceOfParam(v.Type())
		if i := slices.Index(v.Parent().Params, v); i >= 0 && i < 64 {
			o.Params |= 1 << i
		}
	case *ssa.FreeVar:
		if b := f.Places.Binding(v); b != nil {
			o.add(f.Of(b))
			return
		}
		o.Sources |= Unknown
	case *ssa.Phi:
		for _, e := range v.Edges {
			o.add(f.Of(e))
		}
	case *ssa.ChangeInterface:
		o.add(f.Of(v.X))
	case *ssa.ChangeType:
		o.add(f.Of(v.X))
	case *ssa.MakeInterface:
		f.fillConcrete(o, v.X)
	case *ssa.UnOp:
		if v.Op == token.MUL {
			f.fillLoad(o, v)
			return
		}
		o.Sources |= Unknown
	case *ssa.Field:
		o.Sources |= Field
	case *ssa.Extract:
		if call, ok := v.Tuple.(*ssa.Call); ok {
			f.fillCall(o, call, v.Index)
			return
		}
		o.Sources |= Unknown
	case *ssa.Call:
		f.fillCall(o, v, 0)
	default:
		o.Sources |= Unknown
	}
}

func sourceOfParam(t types.Type) Source {
	if strings.HasSuffix(types.TypeString(t, nil), "net/http.Request") {
		return Request
	}
	if IsContext(t) {
		return Param
	}
	return Carrier
}

// fillConcrete is for a context of a type of its own, as gin's.
func (f *Flows) fillConcrete(o *Origin, v ssa.Value) {
	if _, ok := v.(*ssa.Parameter); ok {
		o.add(f.Of(v))
		return
	}
	o.Sources |= Unknown
}

func (f *Flows) fillLoad(o *Origin, load *ssa.UnOp) {
	cell := f.Places.Cell(load.X)
	if cell == nil {
		o.Sources |= Field
		return
	}
	if st := f.Latest(cell, load); st != nil {
		o.add(f.Of(st.Val))
		return
	}
	stores := f.Places.Stores(cell)
	if len(stores) == 0 {
		o.Sources |= Unknown
	}
	for _, st := range stores {
		o.add(f.Of(st.Val))
	}
}

// Latest is the assignment of a local variable that a load of it, in its own
// function or in a literal, surely sees; nil when there may be several.
func (f *Flows) Latest(cell *ssa.Alloc, load *ssa.UnOp) *ssa.Store {
	if st := lastStore(f, load, cell); st != nil {
		return st
	}
	var at ssa.Instruction = load
	for at.Parent() != cell.Parent() {
		mc := f.Places.Closure(at.Parent())
		if mc == nil {
			return nil
		}
		at = mc
	}
	stores := f.Places.Stores(cell)
	for _, st := range stores {
		if st.Parent() != cell.Parent() || !before(st, at) {
			continue
		}
		last := true
		for _, other := range stores {
			last = last && (other == st || other.Parent() == st.Parent() && !spawn.Reaches(st, other, nil))
		}
		if last {
			return st
		}
	}
	return nil
}

// lastStore is the assignment of cell that surely is the last one before load,
// found in its block or in those that control must come from.
func lastStore(f *Flows, load *ssa.UnOp, cell *ssa.Alloc) *ssa.Store {
	b := load.Block()
	i := slices.Index(b.Instrs, ssa.Instruction(load))
	for range 20 {
		for i--; i >= 0; i-- {
			if st, ok := b.Instrs[i].(*ssa.Store); ok && f.Places.Cell(st.Addr) == cell {
				return st
			}
		}
		if len(b.Preds) != 1 {
			return nil
		}
		b = b.Preds[0]
		i = len(b.Instrs)
	}
	return nil
}

func (f *Flows) fillCall(o *Origin, call *ssa.Call, index int) {
	switch CalleeName(&call.Call) {
	case "context.Background", "context.TODO":
		o.Sources |= Root
		o.Roots = append(o.Roots, call)
		return
	case "context.WithoutCancel":
		o.Sources |= Detached
		return
	case "(*net/http.Request).Context":
		o.Sources |= Request
		o.add(&Origin{Params: f.paramsBehind(call.Call.Args[0])})
		return
	}
	if isContextMethod(&call.Call) {
		o.Sources |= Carrier
		return
	}
	callee, args := f.Places.Callee(&call.Call)
	if callee != nil && len(callee.Blocks) > 0 {
		f.translate(o, f.Result(callee, index), args)
		o.Derived = append(o.Derived, call)
		return
	}
	fact := new(Returned)
	if obj := CalleeObject(&call.Call); obj != nil && f.pass.ImportObjectFact(obj, fact) {
		for _, r := range fact.Results {
			if r.Index == index {
				f.translate(o, &Origin{Sources: r.Sources, Params: r.Params}, call.Call.Args)
			}
		}
		o.Derived = append(o.Derived, call)
		return
	}
	f.fillDerived(o, call)
}

// fillDerived is for a function known by its type alone.
func (f *Flows) fillDerived(o *Origin, call *ssa.Call) {
	before := o.Sources
	for _, arg := range call.Call.Args {
		if IsContext(arg.Type()) {
			o.add(f.Of(arg))
		} else if CarrierExpr(arg.Type()) != "" {
			o.Sources |= Carrier
		}
	}
	if o.Sources == before {
		o.Sources |= Unknown
	}
	if IsWith(&call.Call) {
		o.Derived = append(o.Derived, call)
		return
	}
	if o.Sources == Root {
		o.Sources |= Unknown // what a library makes of a root may be anything
	}
}

// IsWith reports a function that derives a context from its first argument and
// adds nothing but a deadline, a value or a signal.
func IsWith(call *ssa.CallCommon) bool {
	fn := CalleeObject(call)
	if fn == nil || fn.Pkg() == nil {
		return false
	}
	switch fn.Pkg().Path() {
	case "context":
		return strings.HasPrefix(fn.Name(), "With") && fn.Name() != "WithoutCancel"
	case "google.golang.org/grpc/metadata":
		return strings.Contains(fn.Name(), "OutgoingContext") && fn.Signature().Results().Len() == 1
	}
	return false
}

// translate adds the Origin of a callee's result, its parameters replaced by args.
func (f *Flows) translate(o, result *Origin, args []ssa.Value) {
	o.Sources |= result.Sources &^ (Param | Request | Carrier)
	o.Roots = append(o.Roots, result.Roots...)
	if result.Sources&(Param|Request|Carrier) == 0 {
		return
	}
	known := false
	for i, arg := range args {
		if i >= 64 || result.Params&(1<<i) == 0 || arg == nil {
			continue
		}
		known = true
		if IsContext(arg.Type()) {
			o.add(f.Of(arg))
			continue
		}
		o.Sources |= sourceOfParam(arg.Type())
		o.Params |= f.paramsBehind(arg)
	}
	if !known {
		o.Sources |= result.Sources & (Param | Request | Carrier)
	}
}

func (f *Flows) paramsBehind(v ssa.Value) uint64 {
	p, ok := v.(*ssa.Parameter)
	if !ok {
		return 0
	}
	if i := slices.Index(p.Parent().Params, p); i >= 0 && i < 64 {
		return 1 << i
	}
	return 0
}

// Result is the Origin of what fn returns as its result number index.
func (f *Flows) Result(fn *ssa.Function, index int) *Origin {
	if o, ok := f.results[fn][index]; ok {
		return o
	}
	if f.busy[fn] {
		return new(Origin)
	}
	f.busy[fn] = true
	defer delete(f.busy, fn)
	o := new(Origin)
	Instructions(fn, func(in ssa.Instruction) {
		if ret, ok := in.(*ssa.Return); ok && index < len(ret.Results) {
			o.add(f.Of(ret.Results[index]))
		}
	})
	if f.results[fn] == nil {
		f.results[fn] = make(map[int]*Origin)
	}
	f.results[fn][index] = o
	return o
}

// isContextMethod reports x.Context(), for x of any type.
func isContextMethod(call *ssa.CallCommon) bool {
	fn := CalleeObject(call)
	return fn != nil && fn.Name() == "Context" && isCarrierMethod(fn)
}

func isCarrierMethod(fn *types.Func) bool {
	sig := fn.Signature()
	return sig.Recv() != nil && sig.Params().Len() == 0 && sig.Results().Len() == 1 && IsContext(sig.Results().At(0).Type())
}
