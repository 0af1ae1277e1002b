package bound

import (
	"go/constant"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/catalog"
)

// An Element is one entry of a slice, array or map.
type Element struct {
	Index int    // position, -1 when not known
	Name  string // constant key, or constant first field of a struct
	Value ssa.Value
	Named token.Pos             // where the name of a struct is set
	Pos   token.Pos             // where it is put there, if the source says so
	In    ssa.Instruction       // that puts it there
	Call  []ssa.CallInstruction // through which it was returned, the outermost last
	Known *Value                // what it can be, where Value does not tell
}

// all joins what is known of everything in a container.
func (e *Engine) all(v ssa.Value) Value {
	out := Value{}
	for _, el := range e.Elements(v) {
		out = join(out, e.ElementAt(el))
	}
	if out.none() {
		return unknown
	}
	return out
}

// ElementAt is what an element can be.
func (e *Engine) ElementAt(el Element) Value {
	var out Value
	if el.Known != nil {
		out = *el.Known
	} else {
		out = e.At(el.Value, el.In.Block())
	}
	for _, call := range el.Call {
		if fn := call.Common().StaticCallee(); fn != nil {
			out = e.substitute(out, fn, call)
		}
	}
	return out
}

// Elements are the entries of the slice, array or map v that are seen to be put
// into it. A value that comes from elsewhere as a whole, like a parameter, is
// one Element of which it is the Value.
func (e *Engine) Elements(v ssa.Value) []Element {
	if e.elements[v] || len(e.elements) > maxDepth || e.tired() {
		return nil
	}
	e.elements[v] = true
	defer delete(e.elements, v)
	switch v := v.(type) {
	case *ssa.Slice:
		return e.Elements(v.X)
	case *ssa.Alloc:
		return e.put(v)
	case *ssa.MakeMap:
		return e.put(v)
	case *ssa.MakeSlice:
		return e.put(v)
	case *ssa.ChangeType:
		return e.Elements(v.X)
	case *ssa.MakeInterface:
		return e.Elements(v.X)
	case *ssa.Phi:
		var out []Element
		for _, edge := range v.Edges {
			out = merge(out, e.Elements(edge))
		}
		return out
	case *ssa.UnOp:
		return e.elementsLoaded(v)
	case *ssa.Call:
		return e.elementsOfCall(v)
	case *ssa.Extract:
		if call, ok := v.Tuple.(*ssa.Call); ok {
			return e.returned(call, v.Index)
		}
	case *ssa.FreeVar:
		if made := e.made[v.Parent()]; made != nil {
			return e.Elements(made.Bindings[slices.Index(v.Parent().FreeVars, v)])
		}
	}
	return nil
}

// merge keeps elements once, which two edges of a loop both bring.
func merge(a, b []Element) []Element {
	for _, el := range b {
		if !slices.ContainsFunc(a, func(x Element) bool { return x.same(&el) }) {
			a = append(a, el)
		}
	}
	return a
}

func (el *Element) same(other *Element) bool {
	return el.In == other.In && el.Value == other.Value && el.Known == other.Known && len(el.Call) == len(other.Call)
}

func (e *Engine) elementsLoaded(v *ssa.UnOp) []Element {
	var out []Element
	switch at := v.X.(type) {
	case *ssa.Alloc:
		for _, ref := range *at.Referrers() {
			switch ref := ref.(type) {
			case *ssa.Store:
				if ref.Addr == at {
					out = merge(out, e.Elements(ref.Val))
				}
			case *ssa.UnOp:
				out = merge(out, e.put(ref))
			}
		}
		return merge(out, e.put(at))
	case *ssa.FieldAddr:
		for _, s := range e.stores[fieldOf(at.X.Type(), at.Field)] {
			out = merge(out, e.Elements(s.Val))
		}
	case *ssa.FreeVar:
		if alloc, ok := e.capturedFrom(at).(*ssa.Alloc); ok {
			for _, s := range storesInto(alloc) {
				out = merge(out, e.Elements(s.Val))
			}
		}
	}
	return out
}

func (e *Engine) elementsOfCall(call *ssa.Call) []Element {
	c := call.Common()
	if b, ok := c.Value.(*ssa.Builtin); ok {
		if b.Name() != "append" || len(c.Args) < 2 {
			return nil
		}
		out := slices.Clone(e.Elements(c.Args[0]))
		n := len(out)
		for _, el := range e.Elements(c.Args[1]) {
			if el.Index >= 0 {
				el.Index += n
			}
			out = merge(out, []Element{el})
		}
		return out
	}
	if callee := Callee(c); callee != nil {
		// like attribute.NewSet, whose result has what its one argument has
		if src, ok := catalog.Sources()[callee.FullName()]; ok && src.Kind == "pass" && isSlice(callee.Signature()) {
			return e.Elements(c.Args[0])
		}
	}
	return e.returned(call, 0)
}

func isSlice(sig *types.Signature) bool {
	if sig.Params().Len() != 1 || sig.Recv() != nil {
		return false
	}
	_, ok := sig.Params().At(0).Type().Underlying().(*types.Slice)
	return ok
}

func (e *Engine) returned(call *ssa.Call, i int) []Element {
	fn := e.body(call.Common())
	if fn == nil {
		return e.foreignElements(call, i)
	}
	var out []Element
	for _, b := range fn.Blocks {
		ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
		if !ok || i >= len(ret.Results) {
			continue
		}
		for _, el := range e.Elements(ret.Results[i]) {
			el.Call = append(slices.Clone(el.Call), call)
			out = merge(out, []Element{el})
		}
	}
	if i > 0 {
		return out
	}
	for _, n := range e.listParamsOf(fn, 0) {
		if n < len(call.Common().Args) {
			for _, el := range e.Elements(call.Common().Args[n]) {
				el.Index = -1 // some may be left out
				out = merge(out, []Element{el})
			}
		}
	}
	return out
}

// put are the elements that the referrers of a container put there.
func (e *Engine) put(v ssa.Value) []Element {
	var out []Element
	for _, ref := range *v.Referrers() {
		switch ref := ref.(type) {
		case *ssa.MapUpdate:
			if ref.Map == v {
				name, _ := stringOf(ref.Key)
				out = append(out, Element{Index: -1, Name: name, Value: ref.Value, Pos: ref.Pos(), In: ref})
			}
		case *ssa.IndexAddr:
			if ref.X == v {
				out = append(out, slot(ref)...)
			}
		case *ssa.Slice:
			if ref.X == v && isArrayAlloc(v) {
				out = append(out, e.putThrough(ref)...)
			}
		case *ssa.Store:
			if ref.Addr == v {
				out = merge(out, e.Elements(ref.Val))
			}
		case *ssa.ChangeType:
			out = append(out, e.put(ref)...)
		}
	}
	slices.SortStableFunc(out, func(a, b Element) int { return a.Index - b.Index })
	return out
}

func isArrayAlloc(v ssa.Value) bool { _, ok := v.(*ssa.Alloc); return ok }

// putThrough are the elements written through a slice of an array.
func (e *Engine) putThrough(s *ssa.Slice) []Element {
	var out []Element
	for _, ref := range *s.Referrers() {
		if at, ok := ref.(*ssa.IndexAddr); ok && at.X == s {
			out = append(out, slot(at)...)
		}
	}
	return out
}

// slot are the stores to one element. Of a struct of a name and a value, the
// value is the element.
func slot(at *ssa.IndexAddr) []Element {
	index := -1
	if c, ok := at.Index.(*ssa.Const); ok && c.Value != nil {
		if n, ok := constant.Int64Val(c.Value); ok {
			index = int(n)
		}
	}
	var out []Element
	fields := Element{Index: index}
	for _, ref := range *at.Referrers() {
		switch ref := ref.(type) {
		case *ssa.Store:
			if ref.Addr == at {
				out = append(out, unpack(Element{Index: index, Value: ref.Val, Pos: ref.Pos(), In: ref}))
			}
		case *ssa.FieldAddr:
			fields.add(ref, ref.Field)
		case *ssa.IndexAddr:
			fields.addAt(ref)
		}
	}
	if fields.Value != nil {
		out = append(out, fields)
	}
	return out
}

// add notes what is stored in a field of an element that is a struct.
func (el *Element) add(f ssa.Value, field int) {
	for _, ref := range *f.Referrers() {
		s, ok := ref.(*ssa.Store)
		if !ok || s.Addr != f {
			continue
		}
		if field == 0 {
			el.Name, _ = stringOf(s.Val)
			el.Named = s.Pos()
			continue
		}
		el.Value, el.In, el.Pos = s.Val, s, s.Pos()
	}
}

// addAt is add for an array of a name and a value.
func (el *Element) addAt(at *ssa.IndexAddr) {
	c, ok := at.Index.(*ssa.Const)
	if !ok || c.Value == nil {
		return
	}
	if n, ok := constant.Int64Val(c.Value); ok {
		el.add(at, int(n))
	}
}

// unpack looks into a struct literal that is stored whole.
func unpack(el Element) Element {
	load, ok := el.Value.(*ssa.UnOp)
	if !ok {
		return el
	}
	at, ok := load.X.(*ssa.Alloc)
	if !ok {
		return el
	}
	inner := Element{Index: el.Index}
	for _, ref := range *at.Referrers() {
		if f, ok := ref.(*ssa.FieldAddr); ok {
			inner.add(f, f.Field)
		}
		if at, ok := ref.(*ssa.IndexAddr); ok {
			inner.addAt(at)
		}
	}
	if inner.Value == nil {
		return el
	}
	return inner
}

// positionOf is where v is written, or otherwise.
func positionOf(v ssa.Value, otherwise token.Pos) token.Pos {
	if _, ok := v.(ssa.Instruction); !ok {
		return otherwise
	}
	if load, ok := v.(*ssa.UnOp); ok && load.Op == token.MUL && !v.Pos().IsValid() {
		v = load.X
	}
	if v.Pos().IsValid() {
		return v.Pos()
	}
	return otherwise
}

func stringOf(v ssa.Value) (string, bool) {
	switch x := v.(type) {
	case *ssa.MakeInterface:
		v = x.X
	case *ssa.ChangeType:
		v = x.X
	case *ssa.Convert:
		v = x.X
	}
	c, ok := v.(*ssa.Const)
	if !ok || c.Value == nil || c.Value.Kind() != constant.String {
		return "", false
	}
	return constant.StringVal(c.Value), true
}

// StringOf is the constant string that v is.
func StringOf(v ssa.Value) (string, bool) { return stringOf(v) }
