package maprace

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/catalog"
	"github.com/govlint/govlint/internal/place"
	"github.com/govlint/govlint/internal/spawn"
)

type op uint8

const (
	read op = iota
	iterate
	write
	replace // the variable that holds the map is assigned
	load    // the variable that holds the map is read
	measure // len
)

func (o op) writes() bool { return o == write || o == replace }

// harm ranks what an access does to one that it meets.
func (o op) harm() int {
	switch o {
	case write, replace:
		return 2
	case read, iterate:
		return 1
	}
	return 0
}

func (o op) String() string {
	switch o {
	case write:
		return "written"
	case replace:
		return "replaced"
	case iterate:
		return "iterated"
	case measure:
		return "measured with len"
	}
	return "read"
}

// outcome is what happens when accesses a and b meet: the runtime stops the
// process when it sees a map written during another access, and it does not
// look when the map's variable is assigned or its length is taken.
func outcome(a, b op) string {
	switch {
	case a == replace || b == replace:
		return "what one of them wrote can be lost"
	case a == measure || b == measure:
		return "the length can be wrong"
	}
	return "the process ends"
}

// An access is one operation on a map, or on the variable that holds it.
type access struct {
	instr ssa.Instruction
	at    place.Place // the map
	op    op
	pos   token.Pos
	key   ssa.Value // of a lookup or assignment
}

// conflicts reports whether a and b race when they run at once: one of them
// writes what the other touches. A map's content and the variable that holds
// it are different memory, but every use of the content reads the variable.
func (a access) conflicts(b access) bool {
	switch {
	case a.op == replace || b.op == replace:
		return true
	case a.op == load || b.op == load:
		return false
	}
	return a.op == write || b.op == write
}

func isMap(t types.Type) bool {
	_, ok := t.Underlying().(*types.Map)
	return ok
}

func (c *checker) accessesOf(in ssa.Instruction) []access {
	if as, ok := c.accessMemo[in]; ok {
		return as
	}
	as := c.accesses(in)
	if len(as) > 0 {
		c.accessMemo[in] = as
	}
	return as
}

// accesses are the operations on maps that in makes by itself.
func (c *checker) accesses(in ssa.Instruction) []access {
	as := c.ownAccesses(in)
	return slices.DeleteFunc(as, func(a access) bool { return isNil(a.at.Root) })
}

// isNil reports the nil map, which is no memory.
func isNil(v ssa.Value) bool {
	k, ok := v.(*ssa.Const)
	return ok && k.IsNil()
}

func (c *checker) ownAccesses(in ssa.Instruction) []access {
	one := func(m ssa.Value, o op, pos token.Pos) []access {
		return []access{{instr: in, at: c.places.Of(m), op: o, pos: pos}}
	}
	switch in := in.(type) {
	case *ssa.Lookup:
		if isMap(in.X.Type()) {
			return []access{{in, c.places.Of(in.X), read, in.Pos(), in.Index}}
		}
	case *ssa.MapUpdate:
		return []access{{in, c.places.Of(in.Map), write, in.Pos(), in.Key}}
	case *ssa.Next:
		if rng, ok := in.Iter.(*ssa.Range); ok && isMap(rng.X.Type()) {
			return one(rng.X, iterate, rng.Pos())
		}
	case *ssa.Store:
		if isMap(in.Val.Type()) && c.sharedCell(in.Addr) {
			return one(in.Addr, replace, in.Pos())
		}
	case ssa.CallInstruction:
		return c.callAccesses(in)
	}
	return nil
}

// sharedCell reports whether addr is a variable that another goroutine can
// assign: a captured local with more than one assignment, a global, a field.
func (c *checker) sharedCell(addr ssa.Value) bool {
	if cell := c.places.Cell(addr); cell != nil {
		return len(c.places.Stores(cell)) > 1
	}
	switch addr.(type) {
	case *ssa.Global, *ssa.FieldAddr:
		return true
	}
	return false
}

func (c *checker) callAccesses(in ssa.CallInstruction) []access {
	call := in.Common()
	if b, ok := call.Value.(*ssa.Builtin); ok {
		o := read
		switch b.Name() {
		case "delete", "clear":
			o = write
		case "len":
			o = measure
		default:
			return nil
		}
		if len(call.Args) == 0 || !isMap(call.Args[0].Type()) {
			return nil
		}
		return []access{{instr: in, at: c.places.Of(call.Args[0]), op: o, pos: in.Pos()}}
	}
	out := c.walked(in)
	fn := spawn.CalleeObject(call)
	if fn == nil || fn.Pkg() == nil {
		return out
	}
	args := call.Args
	if !call.IsInvoke() && call.Signature().Recv() != nil {
		args = args[1:]
	}
	full := call.Args
	for _, mc := range catalog.MapCalls()[fn.FullName()] {
		out = append(out, c.passedMaps(in, args, mc)...)
	}
	if f := c.paramFact(fn); f != nil {
		for i, o := range f.Ops {
			if i < len(full) && o != 0 && isMap(full[i].Type()) {
				out = append(out, access{instr: in, at: c.places.Of(full[i]), op: op(o - 1), pos: in.Pos()})
			}
		}
	}
	return out
}

// passedOn are the operations that a function of the package makes on a map
// it is passed: the call stands for them, since only it tells which map.
func (c *checker) passedOn(in ssa.Instruction) []access {
	call, ok := in.(*ssa.Call)
	if !ok || call.Call.IsInvoke() {
		return nil
	}
	fn, args := c.places.Callee(call.Common())
	if fn == nil || len(fn.Blocks) == 0 {
		return nil
	}
	var out []access
	for i, p := range fn.Params {
		if i >= len(args) || args[i] == nil || !isMap(p.Type()) {
			continue
		}
		for _, r := range c.reachOf(fn, 1) {
			if r.at == (place.Place{Root: p}) && !isNil(args[i]) && len(r.must) == 0 && r.op != replace {
				out = append(out, access{instr: in, at: c.places.Of(args[i]), op: r.op, pos: in.Pos()})
				if r.op == write {
					break
				}
			}
		}
	}
	return out
}

func (c *checker) passedMaps(in ssa.CallInstruction, args []ssa.Value, mc catalog.MapCall) []access {
	ops := map[string]op{"read": read, "write": write, "iterate": iterate}
	var out []access
	for i, arg := range args {
		if mc.Arg != catalog.All && mc.Arg != i {
			continue
		}
		for _, v := range unwrapMaps(arg) {
			out = append(out, access{instr: in, at: c.places.Of(v), op: ops[mc.Op], pos: in.Pos()})
		}
	}
	return out
}

// unwrapMaps finds the maps in an argument: itself, behind an interface, a
// pointer, or in the slice the compiler makes of variadic arguments.
func unwrapMaps(v ssa.Value) []ssa.Value {
	if mi, ok := v.(*ssa.MakeInterface); ok {
		v = mi.X
	}
	t := v.Type()
	if isMap(t) {
		return []ssa.Value{v}
	}
	if p, ok := t.Underlying().(*types.Pointer); ok && isMap(p.Elem()) {
		return []ssa.Value{v}
	}
	sl, ok := v.(*ssa.Slice)
	if !ok {
		return nil
	}
	arr, ok := sl.X.(*ssa.Alloc)
	if !ok || arr.Comment != "varargs" {
		return nil
	}
	var out []ssa.Value
	for _, ref := range *arr.Referrers() {
		ia, ok := ref.(*ssa.IndexAddr)
		if !ok {
			continue
		}
		for _, r := range *ia.Referrers() {
			if st, ok := r.(*ssa.Store); ok && st.Addr == ia {
				if _, isSlice := st.Val.(*ssa.Slice); !isSlice {
					out = append(out, unwrapMaps(st.Val)...)
				}
			}
		}
	}
	return out
}
