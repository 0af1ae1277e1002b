package lockorder

import (
	"go/ast"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/spawn"
)

// A reach tells which functions of a package others can call.
type reach struct {
	shown   map[*types.TypeName]bool               // types that the exported API of the package mentions
	asked   map[*types.TypeName]map[string]bool    // by type, methods that others may call through an interface
	within  map[*types.TypeName][]*types.Interface // and the interfaces of the package that its values become
	foreign map[string]bool                        // methods of what such interfaces become in turn
	invoked map[string][]*site                     // calls of methods of interfaces of the package
	made    map[*types.TypeName][]types.Type       // by interface of the package, what the package makes one of
}

func newReach(pkg *types.Package) *reach {
	r := &reach{
		shown:   make(map[*types.TypeName]bool),
		asked:   make(map[*types.TypeName]map[string]bool),
		within:  make(map[*types.TypeName][]*types.Interface),
		foreign: make(map[string]bool),
		invoked: make(map[string][]*site),
		made:    make(map[*types.TypeName][]types.Type),
	}
	if pkg.Name() == "main" {
		return r
	}
	scope := pkg.Scope()
	for _, name := range scope.Names() {
		obj := scope.Lookup(name)
		if !obj.Exported() {
			continue
		}
		if tn, ok := obj.(*types.TypeName); ok {
			r.showType(tn)
			continue
		}
		r.show(obj.Type(), 0)
	}
	return r
}

func (r *reach) showType(tn *types.TypeName) {
	if r.shown[tn] {
		return
	}
	r.shown[tn] = true
	r.show(tn.Type().Underlying(), 0)
	if named, ok := types.Unalias(tn.Type()).(*types.Named); ok {
		for m := range named.Methods() {
			if m.Exported() {
				r.show(m.Signature(), 0)
			}
		}
	}
}

// show marks the types that others can get hold of through t.
func (r *reach) show(t types.Type, depth int) {
	if depth > 8 {
		return
	}
	switch t := types.Unalias(t).(type) {
	case *types.Named:
		r.showType(t.Origin().Obj())
	case *types.Pointer:
		r.show(t.Elem(), depth+1)
	case *types.Slice:
		r.show(t.Elem(), depth+1)
	case *types.Array:
		r.show(t.Elem(), depth+1)
	case *types.Chan:
		r.show(t.Elem(), depth+1)
	case *types.Map:
		r.show(t.Key(), depth+1)
		r.show(t.Elem(), depth+1)
	case *types.Signature:
		for v := range t.Params().Variables() {
			r.show(v.Type(), depth+1)
		}
		for v := range t.Results().Variables() {
			r.show(v.Type(), depth+1)
		}
	case *types.Struct:
		for f := range t.Fields() {
			if f.Exported() || f.Embedded() {
				r.show(f.Type(), depth+1)
			}
		}
	case *types.Interface:
		for m := range t.Methods() {
			r.show(m.Type(), depth+1)
		}
	}
}

// note looks at the conversions to interfaces.
func (r *reach) note(in ssa.Instruction, own *types.Package) {
	switch in := in.(type) {
	case *ssa.MakeInterface:
		if of := typeName(in.Type()); of != nil && of.Pkg() == own {
			if !slices.ContainsFunc(r.made[of], func(t types.Type) bool { return types.Identical(t, in.X.Type()) }) {
				r.made[of] = append(r.made[of], in.X.Type())
			}
		}
		tn := typeName(in.X.Type())
		if tn == nil || tn.Pkg() != own {
			return
		}
		if iface, local := ownInterface(in.Type(), own); local {
			r.within[tn] = append(r.within[tn], iface)
			return
		}
		if r.asked[tn] == nil {
			r.asked[tn] = make(map[string]bool)
		}
		addMethods(r.asked[tn], in.Type())
	case *ssa.ChangeInterface:
		if _, local := ownInterface(in.Type(), own); !local {
			addMethods(r.foreign, in.Type())
		}
	case *ssa.TypeAssert:
		if _, local := ownInterface(in.AssertedType, own); !local {
			addMethods(r.foreign, in.AssertedType)
		}
	}
}

func typeName(t types.Type) *types.TypeName {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	if named, ok := types.Unalias(t).(*types.Named); ok {
		return named.Origin().Obj()
	}
	return nil
}

// ownInterface reports an interface that only this package calls methods of.
func ownInterface(t types.Type, own *types.Package) (*types.Interface, bool) {
	iface, ok := t.Underlying().(*types.Interface)
	tn := typeName(t)
	return iface, ok && tn != nil && tn.Pkg() == own && !tn.Exported()
}

func addMethods(to map[string]bool, t types.Type) {
	if iface, ok := t.Underlying().(*types.Interface); ok {
		for m := range iface.Methods() {
			to[m.Name()] = true
		}
	}
}

// open reports a method that others can call.
func (r *reach) open(fn *ssa.Function) bool {
	tn := typeName(fn.Signature.Recv().Type())
	if tn == nil {
		return true
	}
	return ast.IsExported(fn.Name()) && r.shown[tn] || r.asked[tn][fn.Name()] || r.foreign[fn.Name()] && r.callable(tn, fn.Name())
}

// callable reports whether the package calls the method through an interface.
func (r *reach) callable(tn *types.TypeName, name string) bool {
	return slices.ContainsFunc(r.within[tn], func(iface *types.Interface) bool {
		for m := range iface.Methods() {
			if m.Name() == name {
				return true
			}
		}
		return false
	})
}

// callee is the function that a call runs, also that of an interface of which the
// package makes only one.
func (f *finder) callee(call *ssa.CallCommon) (*ssa.Function, []ssa.Value) {
	if !call.IsInvoke() {
		return f.places.Callee(call)
	}
	of := typeName(call.Value.Type())
	if of == nil || len(f.reach.made[of]) != 1 {
		return nil, nil
	}
	obj, index, _ := types.LookupFieldOrMethod(f.reach.made[of][0], true, f.pkg.SSA.Pkg, call.Method.Name())
	m, ok := obj.(*types.Func)
	if !ok || len(index) != 1 || m.Pkg() != f.pkg.SSA.Pkg {
		return nil, nil
	}
	fn := f.pkg.SSA.Prog.FuncValue(m.Origin())
	return fn, append([]ssa.Value{call.Value}, call.Args...)
}

// callersOf are the calls of fn that are known, through interfaces, too.
func (f *finder) callersOf(fn *ssa.Function) []*site {
	sites := f.callers[fn]
	if recv := fn.Signature.Recv(); recv != nil {
		if tn := typeName(recv.Type()); tn != nil && f.reach.callable(tn, fn.Name()) {
			sites = append(slices.Clip(sites), f.reach.invoked[fn.Name()]...)
		}
	}
	return sites
}

// isGoroutine reports a function that only go statements run, directly or as all
// that they run.
func (f *finder) isGoroutine(fn *ssa.Function) bool {
	sites := f.callersOf(fn)
	if f.isStart(fn) || len(sites) == 0 {
		return false
	}
	for _, s := range sites {
		if _, isGo := s.in.(*ssa.Go); isGo {
			continue
		}
		if s.fn.Parent() == nil || f.isStart(s.fn) || !onlyStarted(f.callers[s.fn]) {
			return false
		}
	}
	return true
}

func onlyStarted(sites []*site) bool {
	for _, s := range sites {
		if _, isGo := s.in.(*ssa.Go); !isGo {
			return false
		}
	}
	return len(sites) > 0
}

// alone reports the function of a goroutine of which there is one for each
// object, as far as can be seen.
func (f *finder) alone(fn *ssa.Function) bool {
	if !f.isGoroutine(fn) {
		return false
	}
	for _, s := range f.callersOf(fn) {
		start := s.in
		if _, isGo := start.(*ssa.Go); !isGo {
			start = f.callers[s.fn][0].in
		}
		if spawn.InLoop(start.Block()) && !f.eachItsOwn(s, start) {
			return false
		}
	}
	return true
}

// eachItsOwn reports a start in a loop that gives each goroutine an object of
// its own.
func (f *finder) eachItsOwn(s *site, start ssa.Instruction) bool {
	if len(s.args) == 0 || s.args[0] == nil {
		return false
	}
	made, ok := f.places.Of(s.args[0]).Root.(ssa.Instruction)
	return ok && made.Parent() == start.Parent() && spawn.InLoop(made.Block())
}
