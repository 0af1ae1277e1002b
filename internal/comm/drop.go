package comm

import (
	"go/token"
	"go/types"
	"go/version"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/catalog"
)

// An owed is what an object needs before it may be dropped. Objects that
// something else can reach are left to it.
type owed struct {
	catalog.Release
	made     ssa.Instruction // the call, or the allocation, that made it
	name     string          // what made it
	of       int32           // the object that holds it in a field, or none
	released bool
	used     bool // a transport: a request was made with it
}

// A Drop is something that a function makes and drops on some way without
// releasing it.
type Drop struct {
	Made  ssa.Instruction
	Name  string // of the function that made it
	By    []string
	Field string
	What  string
	Root  *ssa.Function
	Steps []Step
}

// Drops explores the functions that make what must be released, each by itself:
// without the goroutines that they start, which may release what they are given,
// and without waiting for anybody. Functions that hand on what they make are
// learned on the way, for their callers in this and in other packages.
func (m *Model) Drops() []*Drop {
	var out []*Drop
	done := make(map[*ssa.Function]bool)
	for range maxHandings {
		again := false
		for _, fn := range m.pkg.Funcs {
			if done[fn] || fn.Synthetic != "" || inTest(fn) || !m.makesOwed(fn) {
				continue
			}
			done[fn] = true
			again = true
			out = append(out, m.exploreAlone(fn)...)
		}
		if !again {
			break
		}
	}
	return out
}

const (
	maxHandings = 4    // functions that hand on what another one made
	maxAlone    = 3000 // states of one exploration
	workAlone   = 40_000
)

// makesOwed reports whether fn itself makes something that must be released.
func (m *Model) makesOwed(fn *ssa.Function) bool {
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			switch in := in.(type) {
			case *ssa.Alloc:
				if isTransport(in.Type()) {
					return true
				}
			case *ssa.Call:
				if obj := calledObject(in.Common()); obj != nil {
					if _, ok := m.release(obj); ok {
						return true
					}
				}
			}
		}
	}
	return false
}

func calledObject(c *ssa.CallCommon) *types.Func {
	if c.IsInvoke() {
		return c.Method
	}
	callee := c.StaticCallee()
	if callee == nil {
		return nil
	}
	obj, _ := callee.Object().(*types.Func)
	if obj == nil {
		return nil
	}
	return obj.Origin()
}

// release says what a result of the function obj needs.
func (m *Model) release(obj *types.Func) (catalog.Release, bool) {
	if r, ok := catalog.Releases()[m.fullName(obj)]; ok {
		if v := m.pkg.SSA.Pkg.GoVersion(); r.Before != "" && (v == "" || version.Compare(v, r.Before) >= 0) {
			return r, false
		}
		return r, true
	}
	if r, ok := m.handed[obj]; ok {
		return r, true
	}
	var fact Owes
	if m.shared.Import != nil && obj.Pkg() != m.pkg.SSA.Pkg && m.shared.Import(obj, &fact) {
		return fact.release(), true
	}
	return catalog.Release{}, false
}

// exploreAlone follows the ways through root and returns what is dropped.
func (m *Model) exploreAlone(root *ssa.Function) []*Drop {
	if m.leftAlone <= 0 || m.only != nil && !m.only(root) {
		return nil
	}
	x := newExplorer(m, root, workAlone)
	x.alone = &alone{drops: make(map[ssa.Instruction]*Drop)}
	x.budget = workAlone
	m.leftAlone -= x.budget
	seen := make(map[digest]bool)
	for queue := []*state{x.start()}; len(queue) > 0 && x.budget >= 0 && len(seen) < maxAlone; {
		st := queue[0]
		queue = queue[1:]
		for _, next := range st.run(0) {
			if next.over {
				continue
			}
			if key := next.key(); !seen[key] {
				seen[key] = true
				queue = append(queue, next)
			}
		}
	}
	m.leftAlone += max(x.budget, 0)
	if x.budget >= 0 {
		m.learnHanded(x)
	}
	m.spare = x.vals
	return x.alone.order
}

// alone is what the exploration of one function by itself has found.
type alone struct {
	drops map[ssa.Instruction]*Drop
	order []*Drop
	// The result that the function hands to its caller on all ways on which it
	// succeeds; kept says that on some way it hands out something else.
	hands *catalog.Release
	kept  bool
}

// isTransport reports a pointer to a net/http.Transport.
func isTransport(t types.Type) bool {
	pt, ok := t.(*types.Pointer)
	return ok && isNamed(pt.Elem(), "net/http", "Transport")
}

// isNamed reports the type called so in the package of that path.
func isNamed(t types.Type, pkg, name string) bool {
	named, ok := t.(*types.Named)
	return ok && named.Obj().Name() == name && named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == pkg
}

var transport = catalog.Release{By: []string{"CloseIdleConnections"},
	What: "its idle connections, each with two goroutines"}

// owedOf is the object of v that must be released, or none.
func (st *state) owedOf(v val) int32 {
	n := st.x.vals.of(v)
	switch n.kind {
	case kPtr:
		if n.field < 0 && st.objs[n.obj].owed != nil {
			return n.obj
		}
	case kSym:
		for _, m := range st.mats {
			if m.sym == v && st.objs[m.obj].owed != nil {
				return m.obj
			}
		}
	case kIface:
		return st.owedOf(n.args[0])
	case kExpr:
		if n.op == token.TYPE {
			return st.owedOf(n.args[0])
		}
	}
	return none
}

// leadsToOwed reports whether something that must be released can be had from v.
func (st *state) leadsToOwed(v val) bool {
	found := false
	st.walk(v, func(id int32) bool {
		if !st.x.m.walker.first(id) {
			return false
		}
		o := st.objs[id]
		found = found || o.owed != nil && !o.env && !o.owed.released
		return !found
	})
	return found
}

// settleOwed marks an object as released, or as used.
func (st *state) settleOwed(id int32, change func(*owed)) {
	o := st.change(id)
	w := *o.owed
	change(&w)
	o.owed = &w
}

// make gives the results of a call that makes something to release, one state
// when it succeeds and, for functions that may fail, one when it does not.
func (st *state) grant(t *thread, obj *types.Func, r catalog.Release, s site) []*state {
	results := obj.Signature().Results()
	failing := verdictOf(results)
	if r.Result >= results.Len() || s.deferred {
		st.result(t, st.x.unknownResult(s.in))
		return nil
	}
	var fails *state
	if failing >= 0 {
		fails = st.clone()
		t = st.thread(t.id)
	}
	parts := make([]val, results.Len())
	for i := range parts {
		parts[i] = st.x.vals.fresh(results.At(i).Type())
	}
	told := failing >= 0 && isBool(results.At(int(failing)).Type())
	switch {
	case told:
		parts[failing] = st.x.vals.bool(true)
	case failing >= 0:
		parts[failing] = st.x.vals.null()
	}
	parts[r.Result] = st.owing(results.At(r.Result).Type(), &owed{Release: r, made: s.in, name: obj.Name(), of: none})
	failed := slices.Clone(parts)
	for i := range parts { // a function that comes with it may end it
		if _, ok := results.At(i).Type().Underlying().(*types.Signature); ok && i != r.Result {
			parts[i] = st.holding(results.At(i).Type(), parts[r.Result:r.Result+1])
		}
	}
	st.result(t, st.x.vals.packed(parts))
	if fails == nil {
		return nil
	}
	failed[r.Result] = st.x.vals.zero(results.At(r.Result).Type())
	if told {
		failed[failing] = st.x.vals.bool(false)
	} else {
		failed[failing] = st.x.vals.fresh(results.At(int(failing)).Type())
		fails.assume(fails.isNull(failed[failing]), false)
	}
	fails.result(fails.thread(t.id), st.x.vals.packed(failed))
	return []*state{st, fails}
}

// verdictOf is the last of several results if it tells whether the call made
// something, an error or a bool, or none.
func verdictOf(results *types.Tuple) int32 {
	last := results.Len() - 1
	if last <= 0 {
		return none
	}
	if t := results.At(last).Type(); isBool(t) || isError(t) {
		return int32(last)
	}
	return none
}

func isBool(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Kind() == types.Bool
}

// packed is the result of a call: a tuple, or the one value.
func (vs *values) packed(parts []val) val {
	if len(parts) == 1 {
		return parts[0]
	}
	return vs.tuple(parts...)
}

// owing is a new value of type t that must be released.
func (st *state) owing(t types.Type, w *owed) val {
	pt, ok := t.Underlying().(*types.Pointer)
	if !ok {
		return st.owingSym(t, w)
	}
	id := st.alloc(pt.Elem(), w.made.Pos(), false)
	o := st.change(id)
	o.open = true
	if w.Field == "" {
		o.owed = w
		return st.x.vals.ptr(id, -1)
	}
	fields, ok := pt.Elem().Underlying().(*types.Struct)
	for i := 0; ok && i < fields.NumFields(); i++ {
		if fields.Field(i).Name() == w.Field {
			w.of = id
			part := st.owingSym(fields.Field(i).Type(), w)
			st.change(id).cells[i] = part
		}
	}
	return st.x.vals.ptr(id, -1)
}

// owingSym is a value behind an interface that must be released.
func (st *state) owingSym(t types.Type, w *owed) val {
	v := st.x.vals.fresh(t)
	id := st.add(&object{epoch: st.epoch, kind: oCells, typ: types.Typ[types.Int], cells: make([]val, 1), site: w.made.Pos(), parent: none, owed: w})
	st.mats = append(st.mats, mat{v, id})
	st.assume(st.isNull(v), false)
	return v
}

// checkDropped looks at what the explored function leaves behind as it returns
// result.
func (st *state) checkDropped(result val) {
	a := st.x.alone
	st.handing(result)
	st.escape(result, true)
	for id, o := range st.objs {
		w := o.owed
		if w == nil || o.env || w.released || a.drops[w.made] != nil || w.Field == "Body" && st.noBody(w) || !st.keepsConnections(int32(id)) {
			continue
		}
		d := &Drop{Made: w.made, Name: w.name, By: w.By, Field: w.Field, What: w.What, Root: st.x.root}
		d.Steps = []Step{{0, w.made.Pos(), "makes it, by " + w.name}, {0, st.returned, "returns without " + w.By[0]}}
		a.drops[w.made] = d
		a.order = append(a.order, d)
	}
}

// noBody reports a response that has none by its status.
func (st *state) noBody(w *owed) bool {
	if st.headers {
		return true
	}
	if w.of < 0 {
		return false
	}
	fields, ok := st.objs[w.of].typ.Underlying().(*types.Struct)
	for i := 0; ok && i < fields.NumFields(); i++ {
		if fields.Field(i).Name() == "StatusCode" {
			code, _ := st.x.vals.constInt(st.settled(st.loadCell(w.of, int32(i))))
			return code == 204 || code == 304
		}
	}
	return false
}

// keepsConnections reports false for a transport that was not used, or that
// gives its idle connections up.
func (st *state) keepsConnections(id int32) bool {
	o := st.objs[id]
	if !isTransport(types.NewPointer(o.typ)) {
		return true
	}
	if !o.owed.used {
		return false
	}
	fields := o.typ.Underlying().(*types.Struct)
	for i := range fields.NumFields() {
		switch fields.Field(i).Name() {
		case "DisableKeepAlives", "IdleConnTimeout", "MaxIdleConnsPerHost":
			if st.loadCell(id, int32(i)) != st.x.vals.zero(fields.Field(i).Type()) {
				return false
			}
		}
	}
	return true
}
