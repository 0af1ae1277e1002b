// Package spawn finds what starts a goroutine, what runs in it, and what
// orders it with the rest: the happens-before edges of Go's memory model
// (https://go.dev/ref/mem) that a function's own text shows.
//
// A Site is a may-fact: the function may be run so. Order is asked in the
// silent direction: two points count as ordered as soon as a synchronisation
// that could order them stands on every path of the one and on some path of
// the other. So "not ordered" is to be trusted, "ordered" is not.
//
// Blind spots: goroutines started by code of other packages that is neither
// in the catalog nor known through a fact; order through conditions on values
// ("done == true"); counting (a channel received from n times).
package spawn

import (
	"go/types"
	"reflect"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/catalog"
	"github.com/govlint/govlint/internal/place"
	"github.com/govlint/govlint/internal/ssafn"
)

// RunsInGoroutine is the fact of a function that runs some of its function
// parameters in new goroutines.
type RunsInGoroutine struct {
	Params []Spawned
}

// Spawned is one function parameter that is run in new goroutines.
type Spawned struct {
	Param  int  // 0-based, the receiver not counted
	Many   bool // by several goroutines at once
	Joined bool // which have ended when the function returns
}

func (*RunsInGoroutine) AFact() {}

func (f *RunsInGoroutine) String() string { return "runs a parameter in a goroutine" }

var Analyzer = &analysis.Analyzer{
	Name:       "spawn",
	Doc:        "find what starts a goroutine and what runs in it",
	Requires:   []*analysis.Analyzer{ssafn.Analyzer},
	ResultType: reflect.TypeFor[*Maker](),
	FactTypes:  []analysis.Fact{new(RunsInGoroutine)},
	Run:        run,
}

// A Site is one place that makes a function run in another goroutine.
type Site struct {
	Instr ssa.Instruction
	Fn    *ssa.Function // what runs
	Args  []ssa.Value   // its arguments in the frame of Instr; nil for one only the starter knows
	Runs  catalog.Runs
	Loop  bool        // started again before the earlier one has surely ended
	Group place.Place // the WaitGroup, errgroup or pool whose Wait joins it, if any
	By    string      // who starts it, where it is not a go statement

	literal bool // known by its parameters alone
}

// SelfConcurrent reports whether several goroutines of s can run at once.
func (s *Site) SelfConcurrent() bool {
	return s.Loop || s.Runs != catalog.Goroutine && s.Runs != catalog.Callback
}

// Spawns answers for the functions of one package. It is not safe for
// concurrent use.
type Spawns struct {
	places *place.Resolver
	fact   func(*types.Func) *RunsInGoroutine
	sites  map[*ssa.Function][]*Site
	params map[*ssa.Function][]Spawned
	busy   map[*ssa.Function]bool
	sync   map[*ssa.Function]*effects
	exits  map[*ssa.Function]map[way][]Edge // of loops around a Cond's Wait
}

// A Maker makes the Spawns of its package for a Resolver. The zero Maker knows
// nothing of what functions of other packages start, the catalog aside, and
// spares dependencies their analysis.
type Maker struct {
	fact func(*types.Func) *RunsInGoroutine
}

// Of prepares Spawns over the places of a package.
func (m *Maker) Of(places *place.Resolver) *Spawns {
	return &Spawns{
		places: places,
		fact:   m.fact,
		sites:  make(map[*ssa.Function][]*Site),
		params: make(map[*ssa.Function][]Spawned),
		busy:   make(map[*ssa.Function]bool),
		sync:   make(map[*ssa.Function]*effects),
		exits:  make(map[*ssa.Function]map[way][]Edge),
	}
}

func run(pass *analysis.Pass) (any, error) {
	m := &Maker{fact: func(fn *types.Func) *RunsInGoroutine {
		f := new(RunsInGoroutine)
		if !pass.ImportObjectFact(fn, f) {
			return nil
		}
		return f
	}}
	exportFacts(pass, m)
	return m, nil
}

// Sites are the places in fn, not in its literals, that start a goroutine.
func (s *Spawns) Sites(fn *ssa.Function) []*Site {
	if sites, ok := s.sites[fn]; ok {
		return sites
	}
	var sites []*Site
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			if call, ok := in.(ssa.CallInstruction); ok {
				sites = append(sites, s.at(call)...)
			}
			if mc, ok := in.(*ssa.MakeClosure); ok {
				sites = append(sites, s.handlerLiteral(mc)...)
			}
		}
	}
	sites = slices.DeleteFunc(sites, func(a *Site) bool {
		return a.literal && slices.ContainsFunc(sites, func(b *Site) bool { return a != b && a.Fn == b.Fn })
	})
	s.sites[fn] = sites
	return sites
}

// handlerLiteral is the Site of a literal with the parameters of a handler:
// wherever it goes, a server will run it, one goroutine a request. One that a
// handler makes serves that request alone.
func (s *Spawns) handlerLiteral(mc *ssa.MakeClosure) []*Site {
	fn := mc.Fn.(*ssa.Function)
	who := HandlerOf(fn)
	if who == "" || fn.Synthetic != "" {
		return nil
	}
	for f := fn.Parent(); f != nil; f = f.Parent() {
		if HandlerOf(f) != "" {
			return nil
		}
	}
	return []*Site{{Instr: mc, Fn: fn, Runs: catalog.Handler, By: who, literal: true}}
}

func (s *Spawns) at(in ssa.CallInstruction) []*Site {
	call := in.Common()
	if _, ok := in.(*ssa.Go); ok {
		fn, args := s.places.Callee(call)
		if fn == nil {
			return nil
		}
		return []*Site{{Instr: in, Fn: fn, Args: args, Runs: catalog.Goroutine, Loop: InLoop(in.Block())}}
	}
	if site := s.subtest(in); site != nil {
		return []*Site{site}
	}
	if name, sp, ok := s.catalogued(call); ok {
		site := s.passed(in, sp.Arg, sp.Runs)
		if site == nil {
			return nil
		}
		site.By = name
		return []*Site{site}
	}
	var sites []*Site
	for _, p := range s.spawnsParams(call) {
		if p.Joined && !p.Many {
			continue // as good as a call
		}
		runs := catalog.Goroutine
		if p.Joined {
			runs = catalog.Blocking
		} else if p.Many {
			runs = catalog.Many
		}
		if site := s.passed(in, p.Param, runs); site != nil {
			site.By = calleeObject(call).Name()
			sites = append(sites, site)
		}
	}
	return sites
}

// passed is the Site for the function passed as argument number i.
func (s *Spawns) passed(in ssa.CallInstruction, i int, runs catalog.Runs) *Site {
	call := in.Common()
	args := call.Args
	site := &Site{Instr: in, Runs: runs, Loop: InLoop(in.Block())}
	if !call.IsInvoke() && call.Signature().Recv() != nil {
		site.Group = s.places.Of(args[0])
		args = args[1:]
	}
	if i >= len(args) {
		return nil
	}
	v := args[i]
	if fn, fargs := s.places.Func(v, nil); fn != nil {
		site.Fn, site.Args = fn, fargs
		return site
	}
	return s.servedBy(site, v)
}

// servedBy completes site for an http.Handler: its ServeHTTP runs.
func (s *Spawns) servedBy(site *Site, v ssa.Value) *Site {
	mi, ok := v.(*ssa.MakeInterface)
	if !ok {
		return nil
	}
	if fn, args := s.places.Func(mi.X, nil); fn != nil { // http.HandlerFunc(f)
		site.Fn, site.Args = fn, args
		return site
	}
	sel := site.Instr.Parent().Prog.MethodSets.MethodSet(mi.X.Type()).Lookup(nil, "ServeHTTP")
	if sel == nil {
		return nil
	}
	fn := site.Instr.Parent().Prog.MethodValue(sel)
	if fn == nil || len(fn.Blocks) == 0 || fn.Synthetic != "" {
		return nil
	}
	site.Fn, site.Args = fn, []ssa.Value{mi.X}
	return site
}

func (s *Spawns) catalogued(call *ssa.CallCommon) (string, catalog.Spawner, bool) {
	fn := calleeObject(call)
	if fn == nil || fn.Pkg() == nil {
		return "", catalog.Spawner{}, false
	}
	sp, ok := catalog.Spawners()[fn.FullName()]
	return fn.Name(), sp, ok
}

func calleeObject(call *ssa.CallCommon) *types.Func {
	if call.IsInvoke() {
		return call.Method.Origin()
	}
	callee := call.StaticCallee()
	if callee == nil {
		return nil
	}
	fn, _ := callee.Object().(*types.Func)
	if fn == nil {
		return nil
	}
	return fn.Origin()
}

// CalleeObject is the declared function or method a call names, or nil.
func CalleeObject(call *ssa.CallCommon) *types.Func { return calleeObject(call) }

// subtest is the Site of t.Run(name, f) when f calls t.Parallel: f then runs
// beside its siblings once the test function that holds it returns.
func (s *Spawns) subtest(in ssa.CallInstruction) *Site {
	fn := calleeObject(in.Common())
	if fn == nil || fn.FullName() != "(*testing.T).Run" || len(in.Common().Args) != 3 {
		return nil
	}
	body, args := s.places.Func(in.Common().Args[2], nil)
	if body == nil || !callsParallel(body) {
		return nil
	}
	return &Site{Instr: in, Fn: body, Args: args, Runs: catalog.Goroutine, Loop: InLoop(in.Block()), By: "parallel subtest"}
}

func callsParallel(fn *ssa.Function) bool {
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			call, ok := in.(*ssa.Call)
			if !ok {
				continue
			}
			if callee := calleeObject(call.Common()); callee != nil && callee.FullName() == "(*testing.T).Parallel" {
				return true
			}
		}
	}
	return false
}

// spawnsParams are the arguments, the receiver not counted, that the callee
// of call runs in a new goroutine.
func (s *Spawns) spawnsParams(call *ssa.CallCommon) []Spawned {
	if call.IsInvoke() {
		return nil
	}
	callee := call.StaticCallee()
	if callee == nil {
		return nil
	}
	if o := callee.Origin(); o != nil {
		callee = o
	}
	if len(callee.Blocks) > 0 {
		return s.Params(callee)
	}
	if obj := calleeObject(call); obj != nil && s.fact != nil {
		if f := s.fact(obj); f != nil {
			return f.Params
		}
	}
	return nil
}

// Params are the function parameters that fn runs in a new goroutine, itself
// or through functions it passes them to.
func (s *Spawns) Params(fn *ssa.Function) []Spawned {
	if p, ok := s.params[fn]; ok || s.busy[fn] {
		return p
	}
	s.busy[fn] = true
	defer delete(s.busy, fn)
	var out []Spawned
	shift := 0
	if fn.Signature.Recv() != nil {
		shift = 1
	}
	for i, p := range fn.Params[min(shift, len(fn.Params)):] {
		if _, ok := p.Type().Underlying().(*types.Signature); !ok {
			continue
		}
		if sp, ok := s.runsElsewhere(fn, p); ok {
			sp.Param = i
			out = append(out, sp)
		}
	}
	s.params[fn] = out
	return out
}

// runsElsewhere reports whether fn, or a literal that it starts as a
// goroutine, calls param there.
func (s *Spawns) runsElsewhere(fn *ssa.Function, param *ssa.Parameter) (Spawned, bool) {
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			call, ok := in.(ssa.CallInstruction)
			if !ok {
				continue
			}
			sp := Spawned{Many: InLoop(b)}
			if g, ok := in.(*ssa.Go); ok {
				lit, _ := s.places.Callee(g.Common())
				if s.is(g.Call.Value, param) || lit != nil && lit.Parent() == fn && s.calls(lit, param) {
					sp.Joined = s.joins(in)
					sp.Many = sp.Many && (lit == nil || !s.calls(lit, param) || !s.serial(lit, param))
					return sp, true
				}
				continue
			}
			if inner, serial, ok := s.passesOn(call.Common(), fn, param); ok {
				sp.Many = (sp.Many || inner.Many) && !serial
				sp.Joined = inner.Joined || s.joins(in)
				return sp, true
			}
		}
	}
	return Spawned{}, false
}

// joins reports whether every way from the start of a goroutine to the return
// of its starter waits for something.
func (s *Spawns) joins(start ssa.Instruction) bool {
	for _, b := range start.Parent().Blocks {
		if len(b.Instrs) == 0 {
			continue
		}
		ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
		if !ok || !Reaches(start, ret, nil) {
			continue
		}
		waits := false
		for _, e := range s.Before(start, ret, nil) {
			waits = waits || e.Kind == wait || e.Kind == opaqueWait || e.Kind == receive
		}
		if !waits {
			return false
		}
	}
	return true
}

// passesOn reports whether call has its callee run param, or a literal that
// calls it, serially if the literal does so with a mutex held.
func (s *Spawns) passesOn(call *ssa.CallCommon, fn *ssa.Function, param *ssa.Parameter) (_ Spawned, serial, ok bool) {
	var to []Spawned
	if _, sp, ok := s.catalogued(call); ok && sp.Runs == catalog.Callback {
		return Spawned{}, false, false
	} else if ok {
		to = []Spawned{{Param: sp.Arg, Many: sp.Runs != catalog.Goroutine, Joined: sp.Runs == catalog.Blocking}}
	} else {
		to = s.spawnsParams(call)
	}
	args := call.Args
	if !call.IsInvoke() && call.Signature().Recv() != nil {
		args = args[1:]
	}
	for _, sp := range to {
		if sp.Param >= len(args) {
			continue
		}
		if s.is(args[sp.Param], param) {
			return sp, false, true
		}
		if lit, _ := s.places.Func(args[sp.Param], nil); lit != nil && lit.Parent() == fn && s.calls(lit, param) {
			return sp, s.serial(lit, param), true
		}
	}
	return Spawned{}, false, false
}

func (s *Spawns) is(v ssa.Value, param *ssa.Parameter) bool {
	return s.places.Of(v) == place.Place{Root: param}
}

func (s *Spawns) calls(fn *ssa.Function, param *ssa.Parameter) bool {
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			call, ok := in.(ssa.CallInstruction)
			if ok && !call.Common().IsInvoke() && s.is(call.Common().Value, param) {
				return true
			}
		}
	}
	return false
}
