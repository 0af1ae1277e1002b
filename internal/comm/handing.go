package comm

import (
	"go/types"
	"slices"
)

// handing notes what the explored function returns to be released.
func (st *state) handing(result val) {
	a := st.x.alone
	results := st.x.root.Signature.Results()
	if results.Len() == 0 || st.x.root.Parent() != nil {
		return
	}
	v := result
	if n := st.x.vals.of(result); results.Len() > 1 && n.kind == kStruct {
		v = n.args[0]
	}
	id := st.owedOf(v)
	if n := st.x.vals.of(v); id < 0 && n.kind == kPtr && n.field < 0 {
		id = st.bodyOf(n.obj)
	}
	switch {
	case id >= 0 && !st.objs[id].env && !st.objs[id].owed.released && !slices.Equal(st.objs[id].owed.By, transport.By):
		r := st.objs[id].owed.Release
		if r.Result = 0; id == st.owedOf(v) {
			r.Field = "" // it returns the field itself
		}
		if a.hands != nil && (a.hands.Field != r.Field || !slices.Equal(a.hands.By, r.By)) {
			a.kept = true
		}
		a.hands = &r
	case !st.x.vals.isNull(v):
		a.kept = true
	}
}

// bodyOf is what must be released in a field of object id.
func (st *state) bodyOf(id int32) int32 {
	for i, o := range st.objs {
		if o.owed != nil && o.owed.Field != "" && o.owed.of == id {
			return int32(i)
		}
	}
	return none
}

// learnHanded remembers that the callers of a function get what they must release.
func (m *Model) learnHanded(x *explorer) {
	obj, ok := x.root.Object().(*types.Func)
	a := x.alone
	if !ok || a.hands == nil || a.kept {
		return
	}
	if _, known := m.handed[obj]; known {
		return
	}
	m.handed[obj] = *a.hands
	m.export(obj, a.hands)
}
