package escape

import (
	"fmt"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/catalog"
	"github.com/govlint/govlint/internal/place"
	"github.com/govlint/govlint/internal/report"
	"github.com/govlint/govlint/internal/spawn"
)

// A pooled is the life of what one pool holds, in the functions that have it.
type pooled struct {
	obj       types.Object
	get, put  *poolSite
	fill      ssa.Instruction                // adds to what is there already
	look      ssa.Instruction                // reads all that is there
	emptied   bool                           // somewhere
	grown     map[*types.Var]ssa.Instruction // fields of a struct that are appended to
	assigned  map[*types.Var]bool            // fields that are set anew
	elem      types.Type
	functions []*ssa.Function
}

// checkNoReset reports pools whose values are added to and read, and that
// nobody empties, neither after Get nor before Put.
func (c *checker) checkNoReset(f *poolFlow) {
	pools := make(map[types.Object]*pooled)
	var order []*pooled
	for _, fn := range f.pkg.Funcs {
		if c.inTest(fn.Pos()) {
			continue
		}
		for _, s := range f.of(fn) {
			if s.pool == nil || s.pool.Pkg() != c.pass.Pkg || s.via != nil {
				continue
			}
			p := pools[s.pool]
			if p == nil {
				p = &pooled{obj: s.pool, grown: make(map[*types.Var]ssa.Instruction), assigned: make(map[*types.Var]bool)}
				pools[s.pool] = p
				order = append(order, p)
			}
			p.functions = append(p.functions, fn)
			if s.put {
				p.put = s
				p.elem = unboxed(s.value).Type()
			} else {
				p.get = s
			}
		}
	}
	for _, p := range order {
		if p.get == nil || p.put == nil || p.elem == nil || p.obj.Exported() {
			continue
		}
		for _, fn := range f.holders(p) {
			f.look(p, fn)
		}
		c.checkFields(p)
		if p.fill != nil && p.look != nil && !p.emptied {
			c.reportNoReset(p)
		}
	}
}

func (c *checker) reportNoReset(p *pooled) {
	name := c.typeName(p.elem)
	how := "call Reset before Put"
	switch deref(p.elem).Underlying().(type) {
	case *types.Slice:
		how = "cut it to [:0] before Put"
	case *types.Map:
		how = "clear it before Put"
	}
	c.emit(report.Finding{
		Kind: "pool-no-reset", Pos: p.put.in.Pos(),
		Message: fmt.Sprintf("the %s goes back to the pool with all that was added at %s, and nobody empties it: whoever gets it next sees what is not theirs, and it grows; %s",
			name, c.where(p.fill.Pos()), how),
		Witness: []report.Step{
			{Pos: p.get.in.Pos(), Text: "it comes out of the pool here, as it was left"},
			{Pos: p.fill.Pos(), Text: "is added to here"},
			{Pos: p.look.Pos(), Text: "is read as a whole here"},
			{Pos: p.put.in.Pos(), Text: "and goes back here; no function that has it empties it"},
		},
	})
}

func unboxed(v ssa.Value) ssa.Value {
	for {
		switch x := v.(type) {
		case *ssa.MakeInterface:
			v = x.X
		case *ssa.ChangeInterface:
			v = x.X
		default:
			return v
		}
	}
}

func deref(t types.Type) types.Type {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		return p.Elem()
	}
	return t
}

// holders are the functions that have values of p: those with a Get or Put,
// what they call with such a value, and who calls them for one.
func (f *poolFlow) holders(p *pooled) []*ssa.Function {
	seen := make(map[*ssa.Function]bool)
	var out []*ssa.Function
	add := func(fn *ssa.Function) {
		for fn != nil && fn.Parent() != nil {
			fn = fn.Parent()
		}
		if fn != nil && !seen[fn] {
			seen[fn] = true
			out = append(out, fn)
		}
	}
	for _, fn := range p.functions {
		add(fn)
	}
	for _, fn := range f.pkg.Funcs {
		eachInstr(fn, func(in ssa.Instruction) {
			call, ok := in.(ssa.CallInstruction)
			if !ok {
				return
			}
			if callee := call.Common().StaticCallee(); callee != nil && len(p.functions) > 0 && seen[callee] && f.passes(call, p.elem) {
				add(fn)
			}
		})
	}
	if f.keepsAny(p, out) {
		return f.pkg.Funcs // anybody may empty it
	}
	for i := 0; i < len(out) && len(out) < 50; i++ {
		f.eachBelow(out[i], func(in ssa.Instruction) {
			call, ok := in.(ssa.CallInstruction)
			if !ok || !f.passes(call, p.elem) {
				return
			}
			if callee, _ := f.places.Callee(call.Common()); callee != nil && len(callee.Blocks) > 0 {
				add(callee)
			}
		})
	}
	return out
}

// keepsAny reports whether one of the functions stores a value of p's type where
// others find it.
func (f *poolFlow) keepsAny(p *pooled, fns []*ssa.Function) bool {
	kept := false
	for _, fn := range fns {
		f.eachBelow(fn, func(in ssa.Instruction) {
			if store, ok := in.(*ssa.Store); ok && f.holds(p, store.Val) && !f.isVariable(store.Addr) {
				kept = true
			}
		})
	}
	return kept
}

// eachBelow visits fn and its literals.
func (f *poolFlow) eachBelow(fn *ssa.Function, each func(ssa.Instruction)) {
	eachInstr(fn, each)
	for _, anon := range fn.AnonFuncs {
		f.eachBelow(anon, each)
	}
}

// passes reports a call that takes or returns a value of type t.
func (f *poolFlow) passes(call ssa.CallInstruction, t types.Type) bool {
	for _, arg := range call.Common().Args {
		if types.Identical(unboxed(arg).Type(), t) {
			return true
		}
	}
	results := call.Common().Signature().Results()
	for r := range results.Variables() {
		if types.Identical(r.Type(), t) {
			return true
		}
	}
	return false
}

// look notes what fn does with values of p's type.
func (f *poolFlow) look(p *pooled, fn *ssa.Function) {
	f.eachBelow(fn, func(in ssa.Instruction) {
		switch deref(p.elem).Underlying().(type) {
		case *types.Slice:
			f.lookSlice(p, in)
		case *types.Map:
			f.lookMap(p, in)
		default:
			f.lookCall(p, in)
		}
	})
}

func (f *poolFlow) holds(p *pooled, v ssa.Value) bool {
	return types.Identical(unboxed(v).Type(), p.elem)
}

func (f *poolFlow) lookCall(p *pooled, in ssa.Instruction) {
	if store, ok := in.(*ssa.Store); ok {
		f.lookStore(p, store)
		return
	}
	call, ok := in.(ssa.CallInstruction)
	if !ok {
		return
	}
	common := call.Common()
	name := ""
	if fn := spawn.CalleeObject(common); fn != nil {
		name = fn.Name()
	}
	recv := common.Value
	args := common.Args
	if !common.IsInvoke() && common.Signature().Recv() != nil && len(args) > 0 {
		recv, args = args[0], args[1:]
	} else if !common.IsInvoke() {
		recv = nil
	}
	if recv != nil && f.holds(p, recv) {
		lookMethod(p, in, name)
		return
	}
	for _, arg := range args {
		if f.holds(p, arg) && f.direct(call) == nil {
			f.lookArgument(p, in, name, arg)
		}
	}
}

// lookStore notes what is set in a pooled struct: all of it, or a field that is
// appended to or set anew.
func (f *poolFlow) lookStore(p *pooled, store *ssa.Store) {
	if f.holds(p, store.Addr) {
		p.emptied = true // *p = T{…}
		return
	}
	fa, ok := store.Addr.(*ssa.FieldAddr)
	if !ok || !f.holds(p, fa.X) {
		return
	}
	field := place.FieldOf(fa)
	if call, ok := store.Val.(*ssa.Call); ok {
		if b, ok := call.Call.Value.(*ssa.Builtin); ok && b.Name() == "append" {
			if load, ok := call.Call.Args[0].(*ssa.UnOp); ok && place.FieldOf(load.X) == field {
				if p.grown[field] == nil {
					p.grown[field] = store
				}
				return
			}
		}
	}
	p.assigned[field] = true
}

// checkFields reports the slices in a pooled struct that only ever grow.
func (c *checker) checkFields(p *pooled) {
	st, ok := deref(p.elem).Underlying().(*types.Struct)
	if !ok || p.emptied {
		return
	}
	for field := range st.Fields() {
		at := p.grown[field]
		if at == nil || p.assigned[field] {
			continue
		}
		c.emit(report.Finding{
			Kind: "pool-no-reset", Pos: p.put.in.Pos(),
			Message: fmt.Sprintf("the %s goes back to the pool with all that was appended to its %s at %s, and nobody cuts it: whoever gets it next sees what is not theirs, and it grows; set %s to %s[:0] before Put",
				c.typeName(p.elem), field.Name(), c.where(at.Pos()), field.Name(), field.Name()),
			Witness: []report.Step{
				{Pos: p.get.in.Pos(), Text: "it comes out of the pool here, as it was left"},
				{Pos: at.Pos(), Text: field.Name() + " is appended to here"},
				{Pos: p.put.in.Pos(), Text: "and goes back here; no function that has it empties it"},
			},
		})
		return
	}
}

// lookMethod notes a method of the pooled value itself, as the catalog has it.
func lookMethod(p *pooled, in ssa.Instruction, name string) {
	switch catalog.Fillers()[types.TypeString(p.elem, nil)][name] {
	case catalog.Empties:
		p.emptied = true
	case catalog.Fills:
		if p.fill == nil {
			p.fill = in
		}
	case catalog.Shows, catalog.Views:
		if p.look == nil {
			p.look = in
		}
	}
	if emptying(name) {
		p.emptied = true
	}
}

// lookArgument notes a call that gets the pooled value. As a writer it is
// filled; what else others do with it is not known, and may empty it.
func (f *poolFlow) lookArgument(p *pooled, in ssa.Instruction, name string, arg ssa.Value) {
	if emptying(name) {
		p.emptied = true
		return
	}
	mi, boxed := arg.(*ssa.MakeInterface)
	if callee := in.(ssa.CallInstruction).Common().StaticCallee(); !boxed && (callee == nil || len(callee.Blocks) == 0) {
		p.emptied = true
	}
	if !boxed || len(catalog.Fillers()[types.TypeString(p.elem, nil)]) == 0 {
		return
	}
	iface, ok := mi.Type().Underlying().(*types.Interface)
	if !ok {
		return
	}
	writer := false
	for m := range iface.Methods() {
		writer = writer || m.Name() == "Write"
		if emptying(m.Name()) || strings.HasPrefix(m.Name(), "Read") {
			p.emptied = true
		}
	}
	if writer && p.fill == nil {
		p.fill = in
	}
}

// emptying reports the name of a function that empties what it gets.
func emptying(name string) bool {
	name = strings.ToLower(name)
	for _, word := range []string{"reset", "clear", "trunc", "init", "zero", "clean", "drain", "writeto", "recycle", "wipe"} {
		if strings.Contains(name, word) {
			return true
		}
	}
	return false
}

// lookSlice notes appends, cuts and other reads of a pooled slice.
func (f *poolFlow) lookSlice(p *pooled, in ssa.Instruction) {
	slice := deref(p.elem)
	isSlice := func(v ssa.Value) bool { return types.Identical(v.Type(), slice) }
	switch in := in.(type) {
	case *ssa.Slice:
		if isSlice(in) || f.holds(p, in.X) {
			if k, ok := in.High.(*ssa.Const); ok && k.Int64() == 0 {
				p.emptied = true
			}
		}
	case *ssa.Store:
		if k, ok := in.Val.(*ssa.Const); ok && isSlice(in.Val) && k.IsNil() {
			p.emptied = true
		}
	case *ssa.Call:
		b, ok := in.Call.Value.(*ssa.Builtin)
		if !ok {
			for _, arg := range in.Call.Args {
				if isSlice(arg) && p.look == nil && f.known(arg) {
					p.look = in
				}
			}
			return
		}
		if b.Name() == "append" && isSlice(in) && p.fill == nil && f.fromPool(in.Call.Args[0]) {
			p.fill = in
		}
	case *ssa.Range, *ssa.IndexAddr:
		if v := *in.Operands(nil)[0]; isSlice(v) && f.known(v) && p.look == nil && in.Pos().IsValid() {
			p.look = in
		}
	}
}

func (f *poolFlow) known(v ssa.Value) bool { return f.fromPool(v) }

// fromPool reports memory out of a Get, or of a parameter that may be.
func (f *poolFlow) fromPool(v ssa.Value) bool {
	switch r := f.root(v).(type) {
	case *ssa.Parameter:
		return true
	case *ssa.Call:
		s := f.direct(r)
		return s != nil && !s.put || s == nil && r.Call.StaticCallee() != nil
	}
	return false
}

func (f *poolFlow) lookMap(p *pooled, in ssa.Instruction) {
	m := deref(p.elem)
	isMap := func(v ssa.Value) bool { return types.Identical(v.Type(), m) }
	switch in := in.(type) {
	case *ssa.MapUpdate:
		if isMap(in.Map) && p.fill == nil {
			p.fill = in
		}
	case *ssa.Range:
		if isMap(in.X) && p.look == nil {
			p.look = in
		}
	case *ssa.Call:
		b, ok := in.Call.Value.(*ssa.Builtin)
		switch {
		case ok && (b.Name() == "delete" || b.Name() == "clear"):
			p.emptied = p.emptied || isMap(in.Call.Args[0])
		case !ok && f.direct(in) == nil:
			for _, arg := range in.Call.Args {
				if isMap(unboxed(arg)) && p.look == nil {
					p.look = in
				}
			}
		}
	case *ssa.Store:
		if in.Pos() != token.NoPos && isMap(in.Val) && !f.isVariable(in.Addr) {
			p.emptied = true
		}
	}
}
