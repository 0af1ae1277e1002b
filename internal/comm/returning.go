package comm

import "golang.org/x/tools/go/ssa"

// returns notes that the explored function returns, before the first of what it
// put off.
func (st *state) returns(t *thread, in *ssa.Return) {
	if t.id != 0 || len(t.frames) > 1 || st.returned.IsValid() {
		return
	}
	if st.returned = in.Pos(); !st.returned.IsValid() {
		st.returned = st.x.endPos()
	}
	st.note(t, st.returned, "returns", none)
}
